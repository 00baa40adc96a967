@set "VENVHOOK_CMD_EL="
@cd %* && "%VENVHOOK_CMD_HOME%hook.bat"
