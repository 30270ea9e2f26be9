; What the hour does to every colour: eight moments of a day, mixed by the tick.

section .text

; Each moment: top of the sky, its middle, its horizon, light on things, strength of the stars,
; colour of the glow round the sun or moon, strength of that glow.
MOMENT_FIELDS equ 7
moments:
    dd 0x2b2f63, 0x8d5c86, 0xf6ab78, 0xd9b4ae,   0, 0xffb070, 190    ; dusk
    dd 0x171b42, 0x433d74, 0xbd7182, 0x9a8cae,  90, 0xff8a6a, 110
    dd 0x070c22, 0x122044, 0x2c4873, 0x5a70a0, 256, 0x9fb8e8,  80    ; night
    dd 0x0a1230, 0x1c2f58, 0x3f5f88, 0x6278a4, 220, 0x9fb8e8,  80
    dd 0x3b5592, 0xb792b2, 0xffcfa2, 0xd8bfb4,  20, 0xffd0a0, 180    ; dawn
    dd 0x5794d6, 0x9cc8ea, 0xf4ead2, 0xf6f0e4,   0, 0xfff4d0, 150
    dd 0x468bd6, 0x8cc1ee, 0xdceff4, 0xffffff,   0, 0xffffe8, 130    ; noon
    dd 0x4c78bb, 0xc3b5bd, 0xffd596, 0xf6dfc0,   0, 0xffe0a0, 180

; Sets all of `now` for the grove's tick.
set_daylight:
    mov eax, [GROVE + grove.tick]
    xor edx, edx
    mov ecx, TICKS_PER_DAY
    div ecx
    mov [day], eax
    mov [hour], edx

    mov eax, edx
    xor edx, edx
    mov ecx, TICKS_PER_DAY / 8
    div ecx
    push rdx
    mov esi, eax
    inc eax
    and eax, 7
    imul esi, esi, MOMENT_FIELDS * 4
    imul edi, eax, MOMENT_FIELDS * 4
    pop rax
    shl eax, 8
    xor edx, edx
    div ecx
    mov ecx, eax                ; weight of the next moment

    xor ebx, ebx
.field:
    mov eax, [moments + rsi + rbx * 4]
    mov edx, [moments + rdi + rbx * 4]
    cmp ebx, 4
    je .number
    cmp ebx, 6
    je .number
    call mix
    jmp .set
.number:
    sub edx, eax
    imul edx, ecx
    sar edx, 8
    add eax, edx
.set:
    mov [now + rbx * 4], eax
    inc ebx
    cmp ebx, MOMENT_FIELDS
    jb .field
    ret

section .bss
now:
now.top:        resd 1
now.middle:     resd 1
now.horizon:    resd 1
now.light:      resd 1
now.stars:      resd 1
now.glow:       resd 1
now.glow_strength: resd 1
day:    resd 1                    ; days since the first dusk
hour:   resd 1                    ; ticks since this day's dusk
