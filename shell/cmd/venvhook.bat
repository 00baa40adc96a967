@set "VENVHOOK_CMD_SETTLED=" & set "VENVHOOK_CMD_EL="
@setlocal DisableDelayedExpansion & set "VENVHOOK_HOOK=cmd" & set "VENVHOOK_NAME=%VENVHOOK_CMD_NAME%" & set "VENVHOOK_TRUST=%VENVHOOK_CMD_TRUST%" & set "VENVHOOK_OFF=%VENVHOOK_CMD_OFF%"
@"%VENVHOOK_CMD_EXE%" %* && (endlocal & "%VENVHOOK_CMD_HOME%hook.bat" %1)
