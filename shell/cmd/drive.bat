@set "VENVHOOK_CMD_EL=%ERRORLEVEL%"
@%* && "%~dp0hook.bat"
