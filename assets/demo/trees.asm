; Trees grow branch by branch. A branch and all above it follow from its own seed, so what is
; not yet grown does not disturb what is.

section .text

TREE_KINDS equ 5
; Each kind: bark, then four colours of leaves.
tree_kinds:
    dd 0x6b4d3c, 0x5fa457, 0x7fbb62, 0x4a8c50, 0x9acb6e    ; beech
    dd 0x5e4440, 0xf0a3b6, 0xf7bfcb, 0xe389a2, 0xffdbe0    ; cherry
    dd 0x70523a, 0xe3a53c, 0xeebc58, 0xd28432, 0xf5d27c    ; larch in autumn
    dd 0x5a4a44, 0x4a9a80, 0x66b394, 0x3b8270, 0x86c8a6    ; willow
    dd 0x6a4636, 0xd0643e, 0xe08350, 0xb84e38, 0xeda36c    ; maple

; Each row of trees: size, levels of branches, haze, steps below the top of the land, the land it stands on.
tree_rows:
    dd 0.42, 6, 64, 3.0, RANGE_MIDDLE
    dd 0.74, 7, 22, 9.0, RANGE_NEAR
    dd 1.00, 8,  0, 30.0, RANGE_NEAR
TREE_ROW_FIELDS equ 5

; Draws all trees of row eax, oldest first.
draw_tree_row:
    mov [.row], eax
    imul eax, eax, TREE_ROW_FIELDS * 4
    add eax, tree_rows
    mov [.look], eax
    mov ebp, [GROVE + grove.planted]
    sub ebp, MAX_TREES
    jns .next
    xor ebp, ebp
.next:
    cmp ebp, [GROVE + grove.planted]
    jae .done
    mov esi, ebp
    and esi, MAX_TREES - 1
    shl esi, 4
    add esi, GROVE + grove.trees
    mov eax, [rsi + tree.row]
    cmp eax, [.row]
    jne .other
    mov ebx, [.look]
    save_registers
    call draw_tree
    restore_registers
.other:
    inc ebp
    jmp .next
.done:
    ret
section .bss
.row:   resd 1
.look:  resd 1
section .text

; esi = the tree, ebx = its row's look
draw_tree:
    mov eax, [GROVE + grove.tick]
    sub eax, [rsi + tree.planted]
    mov [tree_age], eax
    mov eax, [rbx + 4]
    mov [tree_levels], eax

    fild dword [tree_age]
    fld st0
    fadd dword [.slowness]
    fdivp                       ; 0 as a seed, 1 when it has all its branches
    fld st0
    fild dword [tree_levels]
    fadd dword [.last_levels]
    fmulp
    fstp dword [tree_grown]
    fmul dword [.spread]
    fadd dword [.sapling]
    fmul dword [rbx]
    fstp dword [tree_scale]

    mov eax, [rsi + tree.seed]  ; its colours in this light and haze
    call hash
    xor edx, edx
    mov ecx, TREE_KINDS
    div ecx
    imul edi, edx, 5 * 4
    xor ebp, ebp
.colour:
    mov eax, [tree_kinds + rdi + rbp * 4]
    mov edx, [now.light]
    call tint
    mov edx, [now.horizon]
    mov ecx, [rbx + 8]
    call mix
    mov [tree_colours + rbp * 4], eax
    inc ebp
    cmp ebp, 5
    jb .colour

    mov eax, [rsi + tree.x]
    imul edx, [rbx + 16], SCREEN_WIDTH * 4
    fild dword [LAND_HEIGHTS + rdx + rax * 4]
    fmul dword [.unfixed]
    fadd dword [rbx + 12]
    fild dword [rsi + tree.x]

    cmp dword [tree_age], 4 * TICKS_PER_SECOND
    jae .grow
    call draw_seed_glow
.grow:
    sub rsp, branch_size
    fstp dword [rsp + branch.x]
    fstp dword [rsp + branch.y]
    fldpi
    fmul dword [half]           ; straight up
    fstp dword [rsp + branch.angle]
    fld dword [.trunk_length]
    fmul dword [tree_scale]
    fstp dword [rsp + branch.length]
    fld dword [.trunk_width]
    fmul dword [tree_scale]
    fstp dword [rsp + branch.width]
    mov dword [rsp + branch.level], 0
    mov eax, [rsi + tree.seed]
    mov [rsp + branch.seed], eax
    call draw_branch
    add rsp, branch_size
    ret
.slowness:      dd 220.0        ; ticks to half its growth
.last_levels:   dd 2.4
.sapling:       dd 0.34
.spread:        dd 0.66
.unfixed:       dd 0.00390625
.trunk_length:  dd 74.0
.trunk_width:   dd 13.0

; A fresh seed shines for a moment. st0 = x, st1 = y, both kept.
draw_seed_glow:
    fld st0
    fmul dword [sixteen]
    fistp dword [disc_x]
    fld st1
    fmul dword [sixteen]
    fistp dword [disc_y]
    mov eax, 0xfff3c4
    call set_paint
    mov dword [disc_radius], 46 * 16
    mov eax, 4 * TICKS_PER_SECOND
    sub eax, [tree_age]
    shl eax, 1
    mov [disc_opacity], eax
    jmp draw_glow

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
leaf_radius:    dd 84.0         ; in 1/16 pixel
sixteen:        dd 16.0

section .bss
tree_age:       resd 1            ; ticks
tree_levels:    resd 1
tree_grown:     resd 1            ; levels of branches so far, a float
tree_scale:      resd 1
tree_colours:   resd 5    ; bark and leaves, as they look now
