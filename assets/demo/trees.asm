; Where each tree stands, how old it is, and how it looks in the light of the hour.

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
.trunk_length:  dd 70.0
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

section .bss
tree_age:       resd 1            ; ticks
tree_levels:    resd 1
tree_grown:     resd 1            ; levels of branches so far, a float
tree_scale:      resd 1
tree_colours:   resd 5    ; bark and leaves, as they look now
