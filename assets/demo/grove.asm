; The grove: what is planted, when, and where. It is kept on the disk too, so that the grove
; survives a power cut, and a disk rolled back shows an earlier grove after a restart.

section .text

MAX_TREES           equ 32          ; a power of two; the oldest make room
SELF_SEEDED         equ 9           ; the wind plants until there are so many
TICKS_PER_SEEDING   equ 11 * TICKS_PER_SECOND
TICKS_PER_SAVE      equ 30 * TICKS_PER_SECOND
GROVE_MAGIC         equ 'GROV'

struc grove
.magic:         resd 1
.tick:          resd 1
.planted:       resd 1
.next_seeding:  resd 1
                resd 4
.trees:         resb MAX_TREES * 16
endstruc

struc tree
.seed:      resd 1
.planted:   resd 1              ; tick
.x:         resd 1              ; pixel column
.row:       resd 1
endstruc

; The life of the machine.
tend_grove:
    fninit
    mov dword [disc_floor], SCREEN_HEIGHT
    call set_resolution
    call shape_land
    call find_disk
    cmp dword [GROVE + grove.magic], GROVE_MAGIC
    je .draw
    mov edi, GROVE
    mov ecx, GROVE_SECTORS * 512 / 4
    xor eax, eax
    rep stosd
    mov dword [GROVE + grove.magic], GROVE_MAGIC
    call plant
    mov dword [GROVE + grove.next_seeding], TICKS_PER_SEEDING
.draw:
    call draw_scene
.sleep:
    hlt
    xor ebp, ebp                ; is there something new to show?
    xor eax, eax
    xchg eax, [new_ticks]
    add [GROVE + grove.tick], eax
    add [.since_frame], eax
    add [.since_save], eax
    xor ecx, ecx
    xchg ecx, [new_keys]
    jrcxz .keys_done
    mov ebp, 1
.key:
    call plant
    dec ecx
    jnz .key
.keys_done:
    call seed_by_wind
    cmp dword [.since_save], TICKS_PER_SAVE
    jb .saved
    mov dword [.since_save], 0
    call save_grove
.saved:
    test ebp, ebp
    jnz .show
    cmp dword [.since_frame], TICKS_PER_FRAME
    jb .sleep
.show:
    mov dword [.since_frame], 0
    jmp .draw
section .bss
.since_frame:   resd 1
.since_save:    resd 1
section .text

seed_by_wind:
    cmp dword [GROVE + grove.planted], SELF_SEEDED
    jae .done
    mov eax, [GROVE + grove.tick]
    cmp eax, [GROVE + grove.next_seeding]
    jb .done
    add eax, TICKS_PER_SEEDING
    mov [GROVE + grove.next_seeding], eax
    jmp plant
.done:
    ret

; Plants the next seed, the rows in turn. Steps of the golden ratio never come close to an earlier place.
plant:
    save_registers
    mov ebx, [GROVE + grove.planted]
    mov edi, ebx
    and edi, MAX_TREES - 1
    shl edi, 4
    add edi, GROVE + grove.trees
    lea eax, [rbx + 0x6772]
    call hash
    mov [rdi + tree.seed], eax
    mov eax, [GROVE + grove.tick]
    mov [rdi + tree.planted], eax
    mov eax, ebx
    xor edx, edx
    mov ecx, 3
    div ecx
    mov esi, [.rows + rdx * 8]
    mov [rdi + tree.row], esi
    imul eax, eax, 0x9e3779b9
    add eax, [.rows + rdx * 8 + 4]
    mov ecx, SCREEN_WIDTH - 140
    mul ecx
    add edx, 70
    mov [rdi + tree.x], edx
    inc dword [GROVE + grove.planted]
    call save_grove
    restore_registers
    ret
.rows:  dd 2, 0x58000000, 0, 0xd0000000, 1, 0xa4000000     ; row, place of its first tree

draw_scene:
    save_registers
    call set_daylight
    call draw_sky
    call draw_stars
    call draw_sun_and_moon
    mov eax, RANGE_FAR
    call draw_range
    mov eax, RANGE_MIDDLE
    call draw_range
    xor eax, eax
    call draw_tree_row
    mov eax, RANGE_NEAR
    call draw_range
    mov eax, 1
    call draw_tree_row
    mov eax, 2
    call draw_tree_row
    call draw_fireflies
    call draw_captions
    call show_canvas
    restore_registers
    ret

; At night some lights wander among the trees.
draw_fireflies:
    cmp dword [now.stars], 80
    jb .none
    mov eax, 0xf6f0a0
    call set_paint
    mov ebp, 14
.fly:
    lea eax, [rbp + 0x4200]
    call hash
    mov ebx, eax
    movzx eax, bx
    push rax
    fild dword [rsp]            ; where it began,
    fild dword [GROVE + grove.tick]
    fmul dword [.pace]
    fadd st1
    fsin
    fmul dword [.wander]        ; and how far it has gone
    fistp dword [rsp]
    pop rcx
    fstp st0
    movzx eax, bx
    imul eax, SCREEN_WIDTH * 16
    shr eax, 16
    add eax, ecx
    mov [disc_x], eax
    mov eax, ebx
    shr eax, 16
    imul eax, 130 * 16
    shr eax, 16
    sar ecx, 2
    add eax, ecx
    add eax, 380 * 16
    mov [disc_y], eax
    mov dword [disc_radius], 13 * 16
    mov dword [disc_opacity], 80
    call draw_glow
    mov dword [disc_radius], 26
    mov dword [disc_opacity], 230
    call draw_disc
    dec ebp
    jnz .fly
.none:
    ret
.pace:      dd 0.021
.wander:    dd 620.0
