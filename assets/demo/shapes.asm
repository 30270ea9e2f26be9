; Discs, glows and tapering lines with soft edges, painted with the colour of set_paint.

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

; A line from line_u0,line_v0 to line_u1,line_v1 (floats) that is line_w0 to line_w1 pixels wide.
; It is stepped along its longer axis; each step paints a span across.
draw_line:
    save_registers
    mov dword [line_step], SCREEN_PITCH     ; u runs down, v to the right
    mov dword [line_across], 4
    mov dword [line_limit], SCREEN_HEIGHT
    mov dword [line_across_limit], SCREEN_WIDTH << 8
    fld dword [line_u1]
    fsub dword [line_u0]
    fabs
    fld dword [line_v1]
    fsub dword [line_v0]
    fabs
    fcompp
    fnstsw ax
    sahf
    jbe .steep
    mov dword [line_step], 4
    mov dword [line_across], SCREEN_PITCH
    mov dword [line_limit], SCREEN_WIDTH
    mov dword [line_across_limit], SCREEN_HEIGHT << 8
    mov eax, [line_u0]
    xchg eax, [line_v0]
    mov [line_u0], eax
    mov eax, [line_u1]
    xchg eax, [line_v1]
    mov [line_u1], eax
.steep:
    fld dword [line_u0]
    fcomp dword [line_u1]
    fnstsw ax
    sahf
    jbe .ordered
    mov eax, [line_u0]
    xchg eax, [line_u1]
    mov [line_u0], eax
    mov eax, [line_v0]
    xchg eax, [line_v1]
    mov [line_v0], eax
    mov eax, [line_w0]
    xchg eax, [line_w1]
    mov [line_w0], eax
.ordered:
    fld dword [line_u0]
    fistp dword [line_first]    ; rounding finds the first pixel whose centre is inside
    fld dword [line_u1]
    fistp dword [line_end]
    mov ecx, [line_first]
    cmp ecx, [line_end]
    jge .done

    fld dword [line_u1]
    fsub dword [line_u0]
    fld1
    fdivrp                      ; 1/du
    fild dword [line_first]
    fadd dword [half]
    fsub dword [line_u0]        ; t, 1/du
    fld dword [line_v1]
    fsub dword [line_v0]
    fmul st2                    ; slope, t, 1/du
    fld st0
    fmul st2
    fadd dword [line_v0]
    fmul dword [fixed_one]
    fistp dword [line_centre]
    fld st0
    fmul dword [fixed_one]
    fistp dword [line_slope]
    fmul st0, st0
    fld1
    faddp
    fsqrt
    fmul dword [half]           ; stretch, t, 1/du
    fld dword [line_w1]
    fsub dword [line_w0]
    fmul st3                    ; dw, stretch, t, 1/du
    fld st0
    fmul st3
    fadd dword [line_w0]
    fmul st2
    fmul dword [fixed_one]
    fistp dword [line_half]
    fmulp
    fmul dword [fixed_one]
    fistp dword [line_taper]
    fstp st0
    fstp st0

    mov ecx, [line_first]
.step:
    cmp ecx, [line_limit]
    jae .outside
    mov edi, ecx
    imul edi, [line_step]
    add edi, CANVAS
    mov esi, [line_centre]
    mov ebx, esi
    sub esi, [line_half]
    add ebx, [line_half]
    sar esi, 8
    sar ebx, 8
    call draw_span
.outside:
    mov eax, [line_slope]
    add [line_centre], eax
    mov eax, [line_taper]
    add [line_half], eax
    inc ecx
    cmp ecx, [line_end]
    jl .step
.done:
    restore_registers
    ret

; Paints from esi to ebx (1/256 pixel) across the line whose first pixel is at edi.
draw_span:
    test esi, esi
    jns .from
    xor esi, esi
.from:
    cmp ebx, [line_across_limit]
    jle .to
    mov ebx, [line_across_limit]
.to:
    cmp esi, ebx
    jge .done
    mov eax, esi
    sar eax, 8
    imul eax, [line_across]
    add edi, eax
.pixel:
    mov edx, esi
    or edx, 255
    inc edx                     ; where this pixel ends
    cmp edx, ebx
    jle .whole
    mov edx, ebx
.whole:
    mov eax, edx
    sub eax, esi
    call blend_pixel
    add edi, [line_across]
    mov esi, edx
    cmp esi, ebx
    jl .pixel
.done:
    ret

half:       dd 0.5
fixed_one:  dd 65536.0

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
line_u0:        resd 1
line_v0:        resd 1
line_u1:        resd 1
line_v1:        resd 1
line_w0:        resd 1
line_w1:        resd 1
line_first:     resd 1
line_end:       resd 1
line_step:      resd 1
line_across:    resd 1
line_limit:     resd 1
line_across_limit: resd 1
line_centre:    resd 1
line_slope:     resd 1
line_half:      resd 1
line_taper:     resd 1
