// A stand-in for python.exe in tests: prints the directory of the venv that it lies in.
#include <stdio.h>
#include <string.h>
#include <windows.h>

int main(void) {
  char path[MAX_PATH];
  GetModuleFileNameA(NULL, path, sizeof path);
  for (int up = 0; up < 2; up++) {
    char *slash = strrchr(path, '\\');
    if (slash) *slash = 0;
  }
  puts(path);
  return 0;
}
