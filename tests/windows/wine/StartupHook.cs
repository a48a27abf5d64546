using System.ComponentModel;
using System.Runtime.InteropServices;

/// <summary>
/// Keeps .NET going in Wine 8. Functions of Wine note their exception handlers in a list of the thread. The runtime leaves such a function by resetting the
/// stack when a managed exception is caught above it; Windows keeps no such list, and in Wine the note stays. At the next exception Wine then calls whatever
/// lies at that place of the stack by now, which faults, which is an exception, and so on: the thread is busy for ever. So before handlers are looked
/// for, a list that begins below the stack in use is emptied.
/// </summary>
internal static unsafe partial class StartupHook
{
    private const uint CommitAndReserve = 0x3000;
    private const uint ExecuteReadWrite = 0x40;

    /// <summary>A handler of exceptions, in machine code: managed code must not run at this point.</summary>
    private static ReadOnlySpan<byte> Handler =>
    [
        0x48, 0x8B, 0x41, 0x08, // mov rax, [rcx+8]: the registers at the exception
        0x48, 0x8B, 0x80, 0x98, 0, 0, 0, // mov rax, [rax+98h]: the stack pointer
        0x65, 0x48, 0x8B, 0x14, 0x25, 0, 0, 0, 0, // mov rdx, gs:[0]: the first note of the list
        0x48, 0x39, 0xC2, // cmp rdx, rax
        0x73, 0x0D, // jae: it is of a function that is still running
        0x48, 0x83, 0xC8, 0xFF, // or rax, -1: the end of the list
        0x65, 0x48, 0x89, 0x04, 0x25, 0, 0, 0, 0, // mov gs:[0], rax
        0x31, 0xC0, // xor eax, eax: go on with the other handlers
        0xC3, // ret
    ];

    /// <summary>Called by the runtime before Main.</summary>
    public static void Initialize()
    {
        var code = VirtualAlloc(0, (nuint)Handler.Length, CommitAndReserve, ExecuteReadWrite);
        if (code == 0)
            throw new Win32Exception();
        Handler.CopyTo(new Span<byte>((void*)code, Handler.Length));
        if (AddVectoredExceptionHandler(1, code) == 0)
            throw new Win32Exception();
    }

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nint VirtualAlloc(nint address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nint AddVectoredExceptionHandler(uint first, nint handler);
}
