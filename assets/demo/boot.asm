; The boot sector: loads the rest, asks the BIOS for what only it knows, and leaves for 32 bits.

section .text

bits 16
boot:
    cli
    xor ax, ax
    mov ds, ax
    mov es, ax
    mov ss, ax
    mov sp, BOOT_SECTOR
    cld
    sti
    mov [boot_drive], dl

    mov si, read_image
    call read_disk
    jc no_disk
    mov si, read_grove
    call read_disk              ; a disk without room for the grove starts an empty one

    mov ax, 0x4f01              ; where is the linear frame buffer?
    mov cx, 0x0143
    mov di, VBE_MODE_INFO
    int 0x10
    cmp ax, 0x004f
    jne no_display
    mov ax, 0x4f02
    mov bx, 0x4143
    int 0x10
    cmp ax, 0x004f
    jne no_display

    push ds
    mov ax, 0x1130              ; es:bp = the 8x16 font
    mov bh, 6
    int 0x10
    push es
    pop ds
    mov si, bp
    xor ax, ax
    mov es, ax
    mov di, ROM_FONT
    mov cx, 256 * 16 / 2
    rep movsw
    pop ds

    in al, 0x92                 ; address line 20
    or al, 2
    and al, 0xfe
    out 0x92, al
    cli
    lgdt [gdt_pointer]
    mov eax, cr0
    or al, 1
    mov cr0, eax
    jmp 8:start

read_disk:
    mov ah, 0x42
    mov dl, [boot_drive]
    int 0x13
    ret

no_disk:
    mov si, no_disk_message
    jmp say
no_display:
    mov si, no_display_message
say:
    lodsb
    test al, al
    jz .halt
    mov ah, 0x0e
    xor bx, bx
    int 0x10
    jmp say
.halt:
    hlt
    jmp .halt

no_disk_message:    db "The grove could not be read from the disk.", 0
no_display_message: db "The grove needs a standard VGA (-vga std).", 0
boot_drive:         db 0

align 4, db 0
read_image:
    db 16, 0
    dw (image_end - image_rest) / 512
    dw image_rest, 0
    dq 1
read_grove:
    db 16, 0
    dw GROVE_SECTORS
    dw GROVE, 0
    dq GROVE_LBA

align 8, db 0
gdt:
    dq 0
    dq 0x00cf9a000000ffff       ; flat code
    dq 0x00cf92000000ffff       ; flat data
    dq 0x00af9a000000ffff       ; RING0_CODE
    dq 0x00cff2000000ffff       ; RING3_DATA
    dq 0x00affa000000ffff       ; RING3_CODE
    dw 103, TASK_STATE & 0xffff, 0x8900 + (TASK_STATE >> 16), 0, 0, 0, 0, 0
gdt_pointer:
    dw gdt_pointer - gdt - 1
    dd gdt

times 510 - ($ - $$) db 0
dw 0xaa55
image_rest:

bits 32
start:
    mov ax, 16
    mov ds, ax
    mov es, ax
    mov ss, ax
    mov esp, RING0_STACK
    jmp enter_long_mode
