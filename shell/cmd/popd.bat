@set "VENVHOOK_CMD_EL=%ERRORLEVEL%"
@popd %* && "%~dp0hook.bat"
