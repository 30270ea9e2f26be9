; Keeps the grove on the IDE disk, by programmed input and output. Other disks are left alone.

section .text

DATA            equ 0           ; registers of an IDE channel
SECTOR_COUNT    equ 2
DRIVE           equ 6
COMMAND         equ 7           ; and, read, the status
WRITE_SECTORS   equ 0x30
FLUSH_CACHE     equ 0xe7
LBA_MODE        equ 0xe0

; Looks for a ready disk on both channels; none reads as all zeros or all ones.
find_disk:
    mov esi, .channels
.next:
    xor eax, eax
    lodsw
    mov [disk_port], eax
    test eax, eax
    jz .done
    lea edx, [rax + DRIVE]
    mov al, LBA_MODE
    out dx, al
    inc edx
    in al, dx
    and al, 0xc1                ; busy, ready, error
    cmp al, 0x40
    jne .next
.done:
    ret
.channels:  dw 0x1f0, 0x170, 0

save_grove:
    save_registers
    mov ebx, [disk_port]
    test ebx, ebx
    jz .done
    lea edx, [rbx + SECTOR_COUNT]
    mov esi, .task
    mov ecx, 6
.register:
    lodsb
    out dx, al
    inc edx
    loop .register

    mov esi, GROVE
    mov ebp, GROVE_SECTORS
.sector:
    call wait_disk
    jc .done
    lea edx, [rbx + DATA]
    mov ecx, 256
    rep outsw
    dec ebp
    jnz .sector
    call wait_disk
    jc .done
    lea edx, [rbx + COMMAND]
    mov al, FLUSH_CACHE         ; or a power cut may take the trees
    out dx, al
    call wait_disk
.done:
    restore_registers
    ret
.task:  db GROVE_SECTORS, GROVE_LBA, 0, 0, LBA_MODE, WRITE_SECTORS

; Until the disk at ebx is ready; carry when it fails or is too slow. Clobbers eax, ecx, edx.
wait_disk:
    lea edx, [rbx + COMMAND]
    mov ecx, 100000
.look:
    in al, dx
    test al, 0x21               ; a fault or an error
    jnz .failed
    test al, 0x80               ; busy
    jz .ready
    loop .look
.failed:
    stc
    ret
.ready:
    clc
    ret

section .bss
disk_port:  resd 1              ; first port of the disk's channel, or 0
