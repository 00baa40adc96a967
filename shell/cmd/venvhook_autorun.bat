@echo off
rem What AutoRun calls, in every cmd: the hook is only for one at which a user types. One that was started
rem for a command (the first of its /c, /r and /k says so) ends here, soon and without a word.
setlocal EnableDelayedExpansion
set "rest=!CMDCMDLINE!"
rem The program itself may be written with slashes (C:/Windows/System32/cmd.exe).
if defined rest set "rest=!rest:"=!"
set "program="
if "!rest:~1,2!"==":/" for /f %%P in ("!rest!") do set "program=%%~nxP"
if defined program set "rest=!rest:*%program%=!"
if not defined rest goto :load
:next
set "cut=!rest:*/=!"
if "!cut!"=="!rest!" goto :load
set "rest=!cut!"
if /i "!rest:~0,1!"=="k" goto :load
if /i "!rest:~0,1!"=="c" endlocal & exit /b 0
if /i "!rest:~0,1!"=="r" endlocal & exit /b 0
goto :next
:load
endlocal & if exist "%~dp0init.bat" "%~dp0init.bat"
