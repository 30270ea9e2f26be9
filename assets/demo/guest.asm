; The guest of Snapgrove's demo machine: a grove that grows under a moving sky.
; Bare metal, no operating system. Everything it shows follows from the grove's state in memory,
; so a restored snapshot shows what it showed. Build: see README.md.

SCREEN_WIDTH    equ 960
SCREEN_HEIGHT   equ 540
SCREEN_PITCH    equ SCREEN_WIDTH * 4
SCREEN_BYTES    equ SCREEN_PITCH * SCREEN_HEIGHT

TICKS_PER_SECOND equ 20
TICKS_PER_FRAME  equ 20
TICKS_PER_DAY    equ 160 * TICKS_PER_SECOND

BOOT_SECTOR     equ 0x7c00
ROM_FONT        equ 0x1000      ; 256 glyphs of 8x16, copied from the VGA BIOS
VBE_MODE_INFO   equ 0x2800
GROVE           equ 0x3000      ; the grove's state, the same bytes as on the disk
GROVE_SECTORS   equ 2
GROVE_LBA       equ 64
RING0_STACK     equ 0x80000
RING3_STACK     equ 0x90000
LAND_HEIGHTS    equ 0x100000    ; three rows of SCREEN_WIDTH heights
VARIABLES       equ 0x110000
TASK_STATE      equ 0x118000
CANVAS          equ 0x200000    ; the picture is painted here, then shown at once
PAGE_TABLES     equ 0x400000

org BOOT_SECTOR

; What changes is kept away from the code: an emulator translates code again when its page is written to.
section .bss nobits start=VARIABLES
variables:

; The grove's own code is 64-bit code in the lowest 4 GiB: addresses fit into 32 bits.
%macro save_registers 0
    push rax
    push rcx
    push rdx
    push rbx
    push rbp
    push rsi
    push rdi
%endmacro

%macro restore_registers 0
    pop rdi
    pop rsi
    pop rbp
    pop rbx
    pop rdx
    pop rcx
    pop rax
%endmacro


%include "boot.asm"
%include "paging.asm"
%include "interrupts.asm"
%include "screen.asm"
%include "pixels.asm"
%include "discs.asm"
%include "lines.asm"
%include "daylight.asm"
%include "sky.asm"
%include "land.asm"
%include "trees.asm"
%include "branches.asm"
%include "text.asm"
%include "disk.asm"
%include "grove.asm"

section .text
align 512, db 0
image_end:

section .bss

variables_end:
