// Wine 8 lacks bcryptprimitives.dll, from which Go 1.22 and later take random numbers: this one forwards to advapi32.
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length) {
    return SystemFunction036(data, (ULONG)length);
}
