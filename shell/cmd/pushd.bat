@set "VENVHOOK_CMD_EL=" & (call )
@pushd %*
@if errorlevel 1 (cd "|" 2>nul) else "%~dp0hook.bat"
