; Colours are 0x00RRGGBB; weights and coverages are 0..256. Red and blue are computed at once.

section .text

RED_BLUE    equ 0x00ff00ff
GREEN       equ 0x0000ff00

; eax = colour to paint with
set_paint:
    mov [paint], eax
    push rax
    and eax, RED_BLUE
    mov [paint_red_blue], eax
    pop rax
    and eax, GREEN
    mov [paint_green], eax
    ret

; Paints the pixel at edi with coverage eax. Clobbers eax.
blend_pixel:
    cmp eax, 256
    jae .solid
    push rbx
    push rcx
    push rdx
    mov ebx, 256
    sub ebx, eax
    mov ecx, [rdi]
    mov edx, ecx
    and edx, RED_BLUE
    imul edx, ebx
    and ecx, GREEN
    imul ecx, ebx
    mov ebx, [paint_red_blue]
    imul ebx, eax
    add edx, ebx
    imul eax, [paint_green]
    add ecx, eax
    shr edx, 8
    and edx, RED_BLUE
    shr ecx, 8
    and ecx, GREEN
    or edx, ecx
    mov [rdi], edx
    pop rdx
    pop rcx
    pop rbx
    ret
.solid:
    mov eax, [paint]
    mov [rdi], eax
    ret

; eax = eax mixed with edx by weight ecx of edx.
mix:
    push rdx
    push rdi
    xchg eax, edx
    call set_paint
    mov [.pixel], edx
    mov edi, .pixel
    mov eax, ecx
    call blend_pixel
    mov eax, [.pixel]
    pop rdi
    pop rdx
    ret
section .bss
.pixel: resd 1
section .text

; eax = colour eax seen in the light edx (0xff is full light).
tint:
    push rbx
    push rcx
    push rdx
    mov ecx, 3
    mov ebx, eax
.channel:                       ; lowest first, rolled in at the top
    movzx eax, bl
    push rdx
    movzx edx, dl
    imul eax, edx
    pop rdx
    mov bl, ah
    ror ebx, 8
    ror edx, 8
    loop .channel
    ror ebx, 8
    mov eax, ebx
    pop rdx
    pop rcx
    pop rbx
    ret

; eax = a number that looks random and depends on eax only. Clobbers edx.
hash:
    imul eax, 0x9e3779b1
    mov edx, eax
    shr edx, 15
    xor eax, edx
    imul eax, 0x85ebca77
    mov edx, eax
    shr edx, 13
    xor eax, edx
    imul eax, 0xc2b2ae3d
    mov edx, eax
    shr edx, 16
    xor eax, edx
    ret

section .bss
paint:          resd 1
paint_red_blue: resd 1
paint_green:    resd 1
