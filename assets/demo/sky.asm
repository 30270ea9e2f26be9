; Sky, stars, sun and moon.

section .text

SKY_BOTTOM  equ 440
SKY_HORIZON equ 400
STARS       equ 130

; Top, middle and horizon are the three points of a Bezier curve, so no band shows where they meet.
draw_sky:
    mov edi, CANVAS
    xor ebp, ebp
.row:
    mov eax, ebp
    shl eax, 8
    xor edx, edx
    mov ebx, SKY_HORIZON
    div ebx
    cmp eax, 256
    jbe .weight
    mov eax, 256
.weight:
    mov ecx, eax
    mov eax, [now.middle]
    mov edx, [now.horizon]
    call mix
    push rax
    mov eax, [now.top]
    mov edx, [now.middle]
    call mix
    pop rdx
    call mix
    mov ecx, SCREEN_WIDTH
    rep stosd
    inc ebp
    cmp ebp, SKY_BOTTOM
    jb .row
    ret

draw_stars:
    cmp dword [now.stars], 0
    je .done
    mov eax, 0xf4f6ff
    call set_paint
    mov ebp, STARS
.star:
    lea eax, [rbp + 0x5151]
    call hash
    mov ebx, eax
    movzx eax, ax
    imul eax, SCREEN_WIDTH * 16
    shr eax, 16
    mov [disc_x], eax
    mov eax, ebx
    shr eax, 16
    imul eax, 330 * 16
    shr eax, 16
    mov [disc_y], eax
    mov eax, ebx
    and eax, 15
    imul eax, eax
    shr eax, 4
    add eax, 8
    mov [disc_radius], eax
    mov eax, [GROVE + grove.tick]       ; a few blink now and then
    shr eax, 5
    add eax, ebx
    call hash
    and eax, 127
    mov ecx, 240
    sub ecx, eax
    shr ebx, 8
    and ebx, 63
    add ecx, ebx
    imul ecx, [now.stars]
    shr ecx, 8
    mov [disc_opacity], ecx
    call draw_disc
    dec ebp
    jnz .star
.done:
    ret

; eax = first tick in the sky, ecx = ticks it stays: disc_x and disc_y on its arc, carry when it is down.
place_in_sky:
    mov edx, [hour]
    sub edx, eax
    jns .today
    add edx, TICKS_PER_DAY
.today:
    cmp edx, ecx
    jae .down
    push rdx
    push rcx
    fild dword [rsp + 8]
    fidiv dword [rsp]           ; 0..1 across the sky
    add rsp, 16
    fld st0
    fmul dword [.width]
    fadd dword [.left]
    fistp dword [disc_x]
    fldpi
    fmulp
    fsin
    fmul dword [.rise]
    fsubr dword [.horizon]
    fistp dword [disc_y]
    clc
    ret
.down:
    stc
    ret
.left:      dd 1440.0           ; in 1/16 pixel
.width:     dd 12480.0
.horizon:   dd 6560.0
.rise:      dd 5120.0

draw_sun_and_moon:
    mov dword [disc_floor], SKY_BOTTOM
    mov eax, TICKS_PER_DAY * 46 / 100
    mov ecx, TICKS_PER_DAY * 64 / 100
    call place_in_sky
    jc .moon
    mov eax, [now.glow]
    call set_paint
    mov dword [disc_radius], 210 * 16
    mov eax, [now.glow_strength]
    mov [disc_opacity], eax
    call draw_glow
    mov eax, 0xfff6da
    call set_paint
    mov dword [disc_radius], 30 * 16
    mov dword [disc_opacity], 256
    call draw_disc
.moon:
    mov eax, TICKS_PER_DAY * 8 / 100
    mov ecx, TICKS_PER_DAY * 44 / 100
    call place_in_sky
    jc .done
    mov eax, 0x9fb8e8
    call set_paint
    mov dword [disc_radius], 120 * 16
    mov dword [disc_opacity], 90
    call draw_glow
    mov eax, 0xf2efe2
    call set_paint
    mov dword [disc_radius], 24 * 16
    mov dword [disc_opacity], 256
    call draw_disc
    mov eax, 0xdcd8cb                   ; its seas
    call set_paint
    mov dword [disc_opacity], 170
    mov esi, .seas
.sea:
    lodsd
    test eax, eax
    jz .done
    mov [disc_radius], eax
    lodsd
    add [disc_x], eax
    lodsd
    add [disc_y], eax
    call draw_disc
    jmp .sea
.done:
    mov dword [disc_floor], SCREEN_HEIGHT
    ret
.seas:  dd 100, -120, -60, 76, 190, 150, 50, -160, 50, 0
