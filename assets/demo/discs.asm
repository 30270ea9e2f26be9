; Discs and glows with soft edges, painted with the colour of set_paint.

section .text

; Shared by discs and glows: disc_x, disc_y, disc_radius in 1/16 pixel, disc_opacity.
; Sets the box of pixels to visit.
bound_disc:
    mov ebx, [disc_radius]
    mov eax, [disc_x]
    mov ecx, SCREEN_WIDTH
    call .bound
    mov [box_left], eax
    mov [box_right], edx
    mov eax, [disc_y]
    mov ecx, [disc_floor]
    call .bound
    mov [box_top], eax
    mov [box_bottom], edx
    ret
.bound:                         ; eax = centre, ebx = radius, ecx = limit: eax..edx, empty when eax >= edx
    lea edx, [rax + rbx + 32]
    sub eax, ebx
    sub eax, 16
    sar eax, 4
    sar edx, 4
    test eax, eax
    jns .from
    xor eax, eax
.from:
    cmp edx, ecx
    jle .to
    mov edx, ecx
.to:
    ret

; Near its edge r - d is (r*r - d*d) / 2r, which saves the square root.
draw_disc:
    save_registers
    call bound_disc
    mov ebx, [disc_radius]
    mov ecx, ebx
    shl ecx, 4
    mov [disc_edge], ecx
    mov eax, 8 << 12
    xor edx, edx
    div ebx
    mov [disc_slope], eax
    imul ebx, ebx
    mov [disc_square], ebx
    mov esi, .pixel
    call visit_box
    restore_registers
    ret
.pixel:                         ; eax = r*r - d*d
    mov edx, [disc_edge]
    cmp eax, edx
    jge .full
    neg edx
    cmp eax, edx
    jle .none
    imul eax, [disc_slope]
    sar eax, 12
    add eax, 128
    imul eax, [disc_opacity]
    sar eax, 8
    jle .none
    jmp blend_pixel
.full:
    mov eax, [disc_opacity]
    jmp blend_pixel
.none:
    ret

; Fades from disc_opacity in the middle to nothing at disc_radius.
draw_glow:
    save_registers
    call bound_disc
    mov ebx, [disc_radius]
    imul ebx, ebx
    mov [disc_square], ebx
    shr ebx, 8
    mov eax, 256 << 14
    xor edx, edx
    div ebx
    mov [disc_slope], eax
    mov esi, .pixel
    call visit_box
    restore_registers
    ret
.pixel:
    sar eax, 8
    jle .none
    imul eax, [disc_slope]
    sar eax, 14
    imul eax, eax
    shr eax, 8
    imul eax, [disc_opacity]
    shr eax, 8
    jz .none
    jmp blend_pixel
.none:
    ret

; Calls esi for each pixel of the box with edi = its address, eax = r*r - d*d in 1/256 square pixel.
visit_box:
    mov ebp, [box_top]
.row:
    cmp ebp, [box_bottom]
    jge .done
    mov eax, ebp
    shl eax, 4
    add eax, 8
    sub eax, [disc_y]
    imul eax, eax
    mov ecx, [disc_square]
    sub ecx, eax
    mov ebx, [box_left]
    imul edi, ebp, SCREEN_PITCH
    lea edi, [rdi + rbx * 4 + CANVAS]
.pixel:
    cmp ebx, [box_right]
    jge .next_row
    mov edx, ebx
    shl edx, 4
    add edx, 8
    sub edx, [disc_x]
    imul edx, edx
    mov eax, ecx
    sub eax, edx
    call rsi
    inc ebx
    add edi, 4
    jmp .pixel
.next_row:
    inc ebp
    jmp .row
.done:
    ret

section .bss
disc_x:         resd 1
disc_y:         resd 1
disc_radius:    resd 1
disc_opacity:   resd 1
disc_floor:     resd 1    ; nothing is painted from this row down
disc_edge:      resd 1
disc_slope:     resd 1
disc_square:    resd 1
box_left:       resd 1
box_right:      resd 1
box_top:        resd 1
box_bottom:     resd 1
