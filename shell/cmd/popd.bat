@set "VENVHOOK_CMD_EL=%ERRORLEVEL%"
@popd %* && "%VENVHOOK_CMD_HOME%hook.bat"
