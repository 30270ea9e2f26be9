; Trees grow branch by branch. A branch and all above it follow from its own seed, so what is
; not yet grown does not disturb what is.

section .text

; What a branch gets on the stack.
struc branch
.seed:      resd 1
.x:         resd 1
.y:         resd 1
.angle:     resd 1
.length:    resd 1
.width:     resd 1
.level:     resd 1
            resd 1
endstruc

draw_branch:
    push rbp
    mov rbp, rsp
    sub rsp, 16
%define b_seed   rbp + 16 + branch.seed
%define b_x      rbp + 16 + branch.x
%define b_y      rbp + 16 + branch.y
%define b_angle  rbp + 16 + branch.angle
%define b_length rbp + 16 + branch.length
%define b_width  rbp + 16 + branch.width
%define b_level  rbp + 16 + branch.level
%define b_end_x  rbp - 4
%define b_end_y  rbp - 8
%define b_grown  rbp - 12
%define b_side   rbp - 16
    fld dword [tree_grown]
    fisub dword [b_level]
    fst dword [b_grown]
    fldz
    fcomp
    fnstsw ax
    sahf
    jb .alive                   ; 0 < grown
    fstp st0
    jmp .done
.alive:
    fld1
    fcomp
    fnstsw ax
    sahf
    jae .growing
    fstp st0
    fld1
.growing:
    fmul dword [b_length]
    fld dword [b_angle]
    fsincos                     ; cos, sin, length
    fmul st2
    fadd dword [b_x]
    fstp dword [b_end_x]
    fmulp
    fsubr dword [b_y]
    fstp dword [b_end_y]

    mov eax, [tree_colours]
    call set_paint
    fld dword [b_x]
    fstp dword [line_v0]
    fld dword [b_y]
    fstp dword [line_u0]
    fld dword [b_end_x]
    fstp dword [line_v1]
    fld dword [b_end_y]
    fstp dword [line_u1]
    fld dword [b_width]
    fst dword [line_w0]
    fmul dword [branch_taper]
    fstp dword [line_w1]
    call draw_line

    mov eax, [b_level]          ; leaves at each young tip, and on the last levels
    inc eax
    cmp eax, [tree_levels]
    jae .leaves
    fld dword [leaf_falls]
    fcomp dword [b_grown]
    fnstsw ax
    sahf
    jb .children
.leaves:
    call draw_leaves
.children:
    mov eax, [b_level]
    cmp eax, [tree_levels]
    jae .done

    mov eax, [b_seed]           ; one goes on, one turns aside, early ones have a third
    call hash
    test eax, 0x100
    fld1
    jz .side
    fchs
.side:
    fstp dword [b_side]
    mov esi, child_leader
    call draw_child
    mov esi, child_aside
    call draw_child
    mov eax, [b_level]
    dec eax
    cmp eax, 3
    ja .done
    mov eax, [b_seed]
    call hash
    test eax, 0x600
    jz .done
    fld dword [b_side]
    fchs
    fstp dword [b_side]
    mov esi, child_third
    call draw_child
.done:
    mov rsp, rbp
    pop rbp
    ret

; A child of the branch in ebp's frame: esi = its manner.
draw_child:
    sub rsp, branch_size
    mov eax, [b_level]
    inc eax
    mov [rsp + branch.level], eax
    fld dword [b_width]
    fmul dword [rsi + 12]
    fstp dword [rsp + branch.width]
    mov eax, [b_seed]
    add eax, [rsi + 16]
    call hash
    mov edi, eax
    mov [rsp + branch.seed], eax
    call random
    fmul dword [half]
    fadd dword [child_shortest]
    fmul dword [rsi + 8]
    fmul dword [b_length]
    fstp dword [rsp + branch.length]
    lea eax, [rdi + 77]
    call hash
    call random
    fmul dword [rsi + 4]
    fadd dword [rsi]
    fmul dword [b_side]
    fadd dword [b_angle]
    fldpi                       ; and a little towards the light
    fmul dword [half]
    fsub st1
    fmul dword [child_lift]
    faddp
    fstp dword [rsp + branch.angle]
    mov eax, [b_end_x]
    mov [rsp + branch.x], eax
    mov eax, [b_end_y]
    mov [rsp + branch.y], eax
    call draw_branch
    add rsp, branch_size
    ret

; st0 = 0..1 from eax
random:
    movzx eax, ax
    push rax
    fild dword [rsp]
    add rsp, 8
    fmul dword [.unit]
    ret
.unit:  dd 0.0000152587890625

; Three leaves round the tip of the branch in ebp's frame.
draw_leaves:
    mov dword [disc_opacity], 256
    mov ecx, 3
.leaf:
    mov eax, [b_seed]
    lea eax, [rax + rcx * 8 + 3]
    call hash
    mov ebx, eax
    and eax, 3
    mov eax, [tree_colours + 4 + rax * 4]
    call set_paint
    fld1                        ; a leaf unfolds while its branch grows
    fld dword [b_grown]
    fcom st1
    fnstsw ax
    sahf
    jb .young
    fstp st0
    fld1
.young:
    fstp st1
    fmul dword [tree_scale]      ; how large
    mov eax, ebx
    call random
    fmul dword [leaf_scatter]
    fsub dword [leaf_reach]
    fmul st1
    fadd dword [b_end_x]
    fmul dword [sixteen]
    fistp dword [disc_x]
    mov eax, ebx
    shr eax, 12
    call random
    fmul dword [leaf_scatter]
    fsub dword [leaf_reach]
    fmul st1
    fadd dword [b_end_y]
    fmul dword [sixteen]
    fistp dword [disc_y]
    mov eax, ebx
    shr eax, 8
    call random
    fadd dword [leaf_least]
    fmulp
    fmul dword [leaf_radius]
    fistp dword [disc_radius]
    cmp dword [disc_radius], 4
    jl .next
    call draw_disc
.next:
    dec ecx
    jnz .leaf
    ret

; Each manner: least turn, further turn, length, width, salt for its seed.
child_leader:   dd -0.26, 0.26, 1.00, 0.80, 11
child_aside:    dd  0.42, 0.38, 0.84, 0.62, 23
child_third:    dd  0.50, 0.36, 0.74, 0.52, 41
child_shortest: dd 0.56
child_lift:     dd 0.06
branch_taper:   dd 0.74
leaf_falls:     dd 1.7          ; when the branches above have leaves of their own
leaf_scatter:   dd 24.0
leaf_reach:     dd 12.0
leaf_least:     dd 0.55
leaf_radius:    dd 78.0         ; in 1/16 pixel
sixteen:        dd 16.0
