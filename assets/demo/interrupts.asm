; The timer counts ticks, the keyboard counts keys. The grove sleeps in between.

section .text

PIT_DIVISOR equ 1193182 / TICKS_PER_SECOND
IDT         equ 0x2000
FIRST_IRQ   equ 0x20
PROTECTION_FAULT equ 13

prepare_interrupts:
    mov eax, on_tick
    mov edi, IDT + FIRST_IRQ * 16
    call set_gate
    mov eax, on_key
    mov edi, IDT + (FIRST_IRQ + 1) * 16
    call set_gate
    mov eax, on_halt
    mov edi, IDT + PROTECTION_FAULT * 16
    call set_gate
    lidt [idt_pointer]

    mov esi, .setup
    mov ecx, (.setup_end - .setup) / 2
    xor edx, edx
.next:
    lodsb
    mov dl, al
    lodsb
    out dx, al
    loop .next

.flush_keys:
    in al, 0x64
    test al, 1
    jz .done
    in al, 0x60
    jmp .flush_keys
.done:
    ret

.setup:                         ; port, value
    db 0x20, 0x11, 0x21, FIRST_IRQ, 0x21, 4, 0x21, 1, 0x21, 0xfc
    db 0xa0, 0x11, 0xa1, FIRST_IRQ + 8, 0xa1, 2, 0xa1, 1, 0xa1, 0xff
    db 0x43, 0x34, 0x40, PIT_DIVISOR & 255, 0x40, PIT_DIVISOR >> 8
.setup_end:

; eax = handler, rdi = gate
set_gate:
    mov [rdi], ax
    mov word [rdi + 2], RING0_CODE
    mov word [rdi + 4], 0x8e00
    shr eax, 16
    mov [rdi + 6], eax
    ret

; Ring 3 may not halt, so its hlt arrives here as a fault: the one thing that it asks of ring 0.
on_halt:
    add rsp, 8                  ; the error code
    sti
    hlt
    inc qword [rsp]             ; go on after the hlt
    iretq

on_tick:
    push rax
    inc dword [new_ticks]
    mov al, 0x20
    out 0x20, al
    pop rax
    iretq

on_key:
    push rax
    in al, 0x60
    cmp al, 0x80                ; releases and prefixes plant nothing
    jae .done
    inc dword [new_keys]
.done:
    mov al, 0x20
    out 0x20, al
    pop rax
    iretq

idt_pointer:
    dw (FIRST_IRQ + 2) * 16 - 1
    dq IDT
section .bss
new_ticks:  resd 1
new_keys:   resd 1
