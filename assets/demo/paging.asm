; Long mode with an identity map of 4 GiB in pages of 2 MiB, all open to ring 3. The grove is tended in
; ring 3: there are KVMs that run only paged user code natively and emulate all other.

section .text

OPEN        equ 7               ; present, writable, for ring 3 too
LARGE_PAGE  equ 0x80
TABLE       equ 4096

RING0_CODE  equ 24
RING3_DATA  equ 32 + 3
RING3_CODE  equ 40 + 3
TASK        equ 48
IN_OUT_FROM_RING3 equ 0x3000
INTERRUPTS_ON     equ 0x0200

bits 32
enter_long_mode:
    mov edi, PAGE_TABLES
    mov ecx, 6 * TABLE / 4
    xor eax, eax
    rep stosd
    mov dword [PAGE_TABLES], PAGE_TABLES + TABLE + OPEN
    mov edi, PAGE_TABLES + TABLE
    mov eax, PAGE_TABLES + 2 * TABLE + OPEN
    mov ecx, 4
.table:
    mov [edi], eax
    add edi, 8
    add eax, TABLE
    loop .table
    mov edi, PAGE_TABLES + 2 * TABLE
    mov eax, OPEN + LARGE_PAGE
    mov ecx, 4 * 512
.page:
    mov [edi], eax
    add edi, 8
    add eax, 0x200000
    loop .page

    mov eax, cr4
    or eax, 0x20                ; physical address extension
    mov cr4, eax
    mov eax, PAGE_TABLES
    mov cr3, eax
    mov ecx, 0xc0000080
    rdmsr
    or eax, 0x100               ; long mode
    wrmsr
    mov eax, cr0
    or eax, 0x80000000          ; paging
    and eax, 0xfffffff3         ; an FPU, not emulated
    mov cr0, eax
    jmp RING0_CODE:.long_mode

bits 64
.long_mode:
    mov edi, variables
    mov ecx, (variables_end - variables) / 4
    xor eax, eax
    rep stosd
    mov dword [TASK_STATE + 4], RING0_STACK
    mov ax, TASK
    ltr ax
    call prepare_interrupts

    mov ax, RING3_DATA
    mov ds, ax
    mov es, ax
    push RING3_DATA
    push RING3_STACK
    push IN_OUT_FROM_RING3 + INTERRUPTS_ON
    push RING3_CODE
    push tend_grove
    iretq
