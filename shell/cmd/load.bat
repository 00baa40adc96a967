@echo off
rem Loads the macros into this console and runs the hook for the directory it starts in.
set "VENVHOOK_CMD_HOME=%~dp0"
rem `venvhook off` was for the cmd that started this one.
set "VENVHOOK_CMD_IDLE="
if exist "%SystemRoot%\System32\doskey.exe" "%SystemRoot%\System32\doskey.exe" /macrofile="%~dp0macros.txt"
"%~dp0hook.bat"
