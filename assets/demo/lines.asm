; Tapering lines with soft edges, painted with the colour of set_paint.

section .text

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
