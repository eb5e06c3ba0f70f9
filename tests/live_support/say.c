// Says which file runs: the programs of the prepared tree are copies of this one.
// ShellExecute hands no streams on, so the answer also goes to the file that %SAY% names.
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

int main(void) {
    wchar_t wide[4096];
    char text[8192];
    GetModuleFileNameW(NULL, wide, 4096);
    WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, sizeof text, NULL, NULL);
    printf("%s\n", text);
    const wchar_t *name = _wgetenv(L"SAY");
    FILE *file = name ? _wfopen(name, L"wb") : NULL;
    if (file) {
        fprintf(file, "%s\n", text);
        fclose(file);
    }
    return 0;
}
