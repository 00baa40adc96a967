@if not defined VENVHOOK_CMD_HOME call "%~dp0init.bat"
@set "VENVHOOK_CMD_SETTLED=" & set "VENVHOOK_CMD_EL="
@if "%~1"=="off" if "%~2"=="" "%VENVHOOK_CMD_HOME%hook.bat" turn-off
@if "%~1"=="off" if "%~2"=="--all" if "%~3"=="" "%VENVHOOK_CMD_HOME%hook.bat" turn-off all
@setlocal DisableDelayedExpansion
@set "VENVHOOK_HOOK=cmd" & set "VENVHOOK_NAME=%VENVHOOK_CMD_NAME%" & set "VENVHOOK_TRUST=%VENVHOOK_CMD_TRUST%"
@set "VENVHOOK_OFF=%VENVHOOK_CMD_OFF%" & set "VENVHOOK_IDLE=%VENVHOOK_CMD_IDLE%"
@"%VENVHOOK_CMD_EXE%" %* && (endlocal & "%VENVHOOK_CMD_HOME%hook.bat" "%~1" "%~2")
