@set "VENVHOOK_CMD_EL=" & (call )
@cd %*
@if errorlevel 1 (cd "|" 2>nul) else "%~dp0hook.bat"
