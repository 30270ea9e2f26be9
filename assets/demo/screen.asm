; The display: a size of our own, and showing what was painted.

section .text

; The Bochs display interface allows sizes that no BIOS mode has, 16:9 among them.
set_resolution:
    mov esi, .registers
    mov ecx, 5
.next:
    mov dx, 0x1ce
    lodsw
    out dx, ax
    inc dx
    lodsw
    out dx, ax
    loop .next
    ret
.registers:
    dw 4, 0, 1, SCREEN_WIDTH, 2, SCREEN_HEIGHT, 3, 32, 4, 0x41

; Shows the canvas.
show_canvas:
    mov esi, CANVAS
    mov edi, [VBE_MODE_INFO + 0x28]
    mov ecx, SCREEN_BYTES / 4
    rep movsd
    ret
