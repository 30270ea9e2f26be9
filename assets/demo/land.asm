; Three ranges of land, each nearer, darker and less hazy than the one behind it.

section .text

RANGE_FAR     equ 0
RANGE_MIDDLE  equ 1
RANGE_NEAR    equ 2

; Each range: base row, then height, waves per 1000 pixels and phase of two waves.
ranges:
    dd 368.0, 30.0, 9.3, 0.4, 13.0, 27.1, 2.1
    dd 418.0, 17.0, 7.1, 2.6,  6.0, 19.7, 0.3
    dd 470.0, 10.0, 5.2, 5.0,  3.0, 15.3, 1.2
RANGE_FIELDS equ 7

; Each range: its own colour at the top and at the foot, haze at the top and at the foot.
range_colours:
    dd 0x5d7396, 0x5d7396, 105, 190
    dd 0x4f7d5c, 0x456f58,  52, 120
    dd 0x4a7d48, 0x1c3a2c,   8,   0

; Computes the heights (1/256 pixel) once.
shape_land:
    mov edi, LAND_HEIGHTS
    mov esi, ranges
    mov ebp, 3
.range:
    xor ecx, ecx
.column:
    mov [.x], ecx
    fld dword [rsi]
    lea ebx, [rsi + 4]
    mov edx, 2
.wave:
    fild dword [.x]
    fmul dword [rbx + 4]
    fmul dword [.per_mille]
    fadd dword [rbx + 8]
    fsin
    fmul dword [rbx]
    faddp
    add ebx, 12
    dec edx
    jnz .wave
    fmul dword [.fixed]
    fistp dword [rdi]
    add edi, 4
    inc ecx
    cmp ecx, SCREEN_WIDTH
    jb .column
    add esi, RANGE_FIELDS * 4
    dec ebp
    jnz .range
    ret
section .bss
.x:         resd 1
section .text
.per_mille: dd 0.001
.fixed:     dd 256.0

; Draws range eax down to where the next one begins.
draw_range:
    mov [.range], eax
    mov esi, eax
    shl esi, 4
    add esi, range_colours
    xor ebp, ebp
.shade:                         ; the colours by rows below the top
    mov ecx, ebp
    shl ecx, 2
    mov eax, [rsi]
    mov edx, [rsi + 4]
    call mix
    mov edx, [now.light]
    call tint
    mov edx, [rsi + 12]
    sub edx, [rsi + 8]
    imul edx, ebp
    sar edx, 6
    add edx, [rsi + 8]
    mov ecx, edx
    mov edx, [now.horizon]
    call mix
    mov [.shades + rbp * 4], eax
    inc ebp
    cmp ebp, 64
    jb .shade

    mov eax, [.shades]
    call set_paint
    imul esi, [.range], SCREEN_WIDTH * 4
    add esi, LAND_HEIGHTS
    xor ebp, ebp
.column:
    mov ebx, SCREEN_HEIGHT
    cmp dword [.range], RANGE_NEAR
    je .bottom
    mov ebx, [rsi + rbp * 4 + SCREEN_WIDTH * 4]
    sar ebx, 8
    inc ebx
.bottom:
    mov ecx, [rsi + rbp * 4]
    mov edx, ecx
    sar ecx, 8
    imul edi, ecx, SCREEN_PITCH
    lea edi, [rdi + rbp * 4 + CANVAS]
    movzx edx, dl
    mov eax, 256
    sub eax, edx
    call blend_pixel
    sub ebx, ecx
    xor edx, edx
.pixel:
    inc edx
    add edi, SCREEN_PITCH
    cmp edx, ebx
    jge .next_column
    mov eax, edx
    cmp eax, 63
    jbe .shaded
    mov eax, 63
.shaded:
    mov eax, [.shades + rax * 4]
    mov [rdi], eax
    jmp .pixel
.next_column:
    inc ebp
    cmp ebp, SCREEN_WIDTH
    jb .column
    ret
section .bss
.range:     resd 1
.shades:    resd 64
