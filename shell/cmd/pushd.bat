@set "VENVHOOK_CMD_EL="
@pushd %* && "%VENVHOOK_CMD_HOME%hook.bat"
