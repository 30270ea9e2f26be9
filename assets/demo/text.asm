; Text in the font of the VGA BIOS, each of its pixels a small soft disc.

section .text

TEXT_Y  equ 497

; esi = text ending with 0, eax = left edge in pixels
draw_text:
    save_registers
    shl eax, 4
    mov [.left], eax
    mov dword [disc_radius], 20
    mov dword [disc_opacity], 226
.character:
    movzx ebx, byte [rsi]
    inc esi
    test ebx, ebx
    jz .done
    shl ebx, 4
    add ebx, ROM_FONT
    mov dword [disc_y], (TEXT_Y + 1) * 16
    mov ecx, 16
.row:
    mov dl, [rbx]
    inc ebx
    mov eax, [.left]
    mov [disc_x], eax
.dot:
    test dl, 0x80
    jz .blank
    call draw_disc
.blank:
    add dword [disc_x], 32
    shl dl, 1
    jnz .dot
    add dword [disc_y], 32
    dec ecx
    jnz .row
    add dword [.left], 16 * 16
    jmp .character
.done:
    restore_registers
    ret
section .bss
.left:  resd 1
section .text

; Writes eax in decimal, at least ecx digits, at edi, and moves edi on. Clobbers eax, ecx, edx, ebx.
write_number:
    mov ebx, 10
    xor edx, edx
    div ebx
    push rdx
    dec ecx
    jg .more
    test eax, eax
    jz .digit
.more:
    call write_number
.digit:
    pop rax
    add al, '0'
    stosb
    ret

; "7 trees" at the left, "day 1  00:42" at the right.
draw_captions:
    mov eax, 0xf3f1e6
    call set_paint
    mov edi, caption
    mov eax, [GROVE + grove.planted]
    mov ecx, 1
    call write_number
    mov dword [rdi], ' tre'
    mov dword [rdi + 4], 'es'
    cmp dword [GROVE + grove.planted], 1
    jne .many
    mov byte [rdi + 5], 0
.many:
    mov esi, caption
    mov eax, 28
    call draw_text

    mov edi, caption
    mov dword [rdi], 'day '
    add edi, 4
    mov eax, [day]
    inc eax
    mov ecx, 1
    call write_number
    mov word [rdi], '  '
    add edi, 2
    mov eax, [GROVE + grove.tick]
    xor edx, edx
    mov ecx, TICKS_PER_SECOND
    div ecx
    xor edx, edx
    mov ecx, 60
    div ecx
    push rdx
    mov ecx, 2
    call write_number
    mov al, ':'
    stosb
    pop rax
    mov ecx, 2
    call write_number
    mov byte [rdi], 0
    mov esi, caption
    mov eax, caption + (SCREEN_WIDTH - 26) / 16
    sub eax, edi
    shl eax, 4
    jmp draw_text

section .bss
caption:    resb 48
