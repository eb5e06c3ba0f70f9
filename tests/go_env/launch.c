// Starts Windows programs with exactly the given environment blocks: the test fixture of go_env_windows.rs.
// Usage: launch.exe LIST. LIST names a directory per line (UTF-8). Each holds `env` (UTF-16LE, NUL after every
// NAME=VALUE), `cmd` (UTF-16LE command line) and `cwd` (UTF-16LE); `out`, `err` and `status` are written there.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static wchar_t *slurp(const char *directory, const char *name, size_t extra) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    wchar_t *text = calloc(size / 2 + extra + 2, 2);
    if (fread(text, 1, size, file) != (size_t)size) text[0] = 0;
    fclose(file);
    return text;
}

static HANDLE create(const char *directory, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
    return CreateFileA(path, GENERIC_WRITE, FILE_SHARE_READ, &inherit, CREATE_ALWAYS, 0, NULL);
}

static void run(const char *directory) {
    wchar_t *environment = slurp(directory, "env", 2);
    wchar_t *command = slurp(directory, "cmd", 2);
    wchar_t *cwd = slurp(directory, "cwd", 2);
    STARTUPINFOW startup = {0};
    PROCESS_INFORMATION process = {0};
    DWORD status = 9999;
    startup.cb = sizeof startup;
    startup.dwFlags = STARTF_USESTDHANDLES;
    startup.hStdOutput = create(directory, "out");
    startup.hStdError = create(directory, "err");
    if (CreateProcessW(NULL, command, NULL, NULL, TRUE, CREATE_UNICODE_ENVIRONMENT, environment, cwd, &startup,
                       &process)) {
        WaitForSingleObject(process.hProcess, 60000);
        GetExitCodeProcess(process.hProcess, &status);
        CloseHandle(process.hProcess);
        CloseHandle(process.hThread);
    }
    CloseHandle(startup.hStdOutput);
    CloseHandle(startup.hStdError);
    char path[4096];
    snprintf(path, sizeof path, "%s/status", directory);
    FILE *file = fopen(path, "wb");
    fprintf(file, "%lu", status);
    fclose(file);
    free(environment);
    free(command);
    free(cwd);
}

int main(int count, char **arguments) {
    char line[4096];
    FILE *list = count > 1 ? fopen(arguments[1], "rb") : NULL;
    if (!list) return 2;
    while (fgets(line, sizeof line, list)) {
        line[strcspn(line, "\r\n")] = 0;
        if (line[0]) run(line);
    }
    fclose(list);
    return 0;
}
