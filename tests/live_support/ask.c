// Asks the system itself for a name: ask.exe createprocess|shellexecute|searchpath|searchpath-exe NAME; ask.exe pages.
#include <stdio.h>
#include <string.h>
#include <windows.h>
#include <shellapi.h>

static int create(wchar_t *line) {
    STARTUPINFOW startup = {.cb = sizeof startup};
    PROCESS_INFORMATION process = {0};
    if (!CreateProcessW(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process)) return 1;
    WaitForSingleObject(process.hProcess, 20000);
    return 0;
}

static int execute(wchar_t *name) {
    SHELLEXECUTEINFOW ask = {.cbSize = sizeof ask};
    ask.fMask = SEE_MASK_NOCLOSEPROCESS | SEE_MASK_FLAG_NO_UI | SEE_MASK_NOASYNC;
    ask.lpFile = name;
    ask.nShow = SW_SHOWNORMAL;
    if (!ShellExecuteExW(&ask) || !ask.hProcess) return 1;
    WaitForSingleObject(ask.hProcess, 20000);
    return 0;
}

static int search(const wchar_t *name, const wchar_t *extension) {
    wchar_t found[4096];
    DWORD length = SearchPathW(NULL, name, extension, 4096, found, NULL);
    if (!length || length >= 4096) return 1;
    printf("%ls\n", found);
    return 0;
}

int wmain(int count, wchar_t **words) {
    if (count == 2 && !wcscmp(words[1], L"pages")) {
        printf("%u %u\n", GetACP(), GetOEMCP());
        return 0;
    }
    if (count != 3) return 2;
    if (!wcscmp(words[1], L"createprocess")) return create(words[2]);
    if (!wcscmp(words[1], L"searchpath")) return search(words[2], NULL);
    if (!wcscmp(words[1], L"searchpath-exe")) return search(words[2], L".exe");
    return execute(words[2]);
}
