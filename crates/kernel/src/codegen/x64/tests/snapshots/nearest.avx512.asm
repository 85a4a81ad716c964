; x => { let best = Infinity, index = -1
; for (let i = 0; i < t.length; i++) {
; const dx = t[i] - x, dy = u[i] - 50, d = dx * dx + dy * dy
; if (d < best) { best = d; index = i }
; }
; return index }
; [Memory(F64)] -> F64, strips of 32 items, 3 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vbroadcastsd  zmm31, [c0]
    vcmplt_oqpd   k6, zmm31, [r9]
    kmovb         [r9+80h], k6
    vbroadcastsd  zmm18, [c1]
    vbroadcastsd  zmm19, [c2]
    vmovupd       zmm20, [r9]
    vbroadcastsd  zmm21, [c3]
    vbroadcastsd  zmm22, [c4]
    vbroadcastsd  zmm23, [c0]
L0:
    vmovupd       zmm0, zmm21
    vmovupd       zmm1, zmm21
    vmovupd       zmm2, zmm21
    vmovupd       zmm3, zmm21
    vmovupd       zmm4, zmm22
    vmovupd       zmm5, zmm22
    vmovupd       zmm6, zmm22
    vmovupd       zmm7, zmm22
    vmovupd       zmm8, zmm23
    mov           rdx, 0
    kmovb         k6, [r9+80h]
    kmovb         k1, k6
    mov           rax, [r11]
    vmovupd       zmm9, [rax+rsi*8]
    mov           rax, [r11]
    vmovupd       zmm10, [rax+rsi*8+40h]
    mov           rax, [r11]
    vmovupd       zmm11, [rax+rsi*8+80h]
    mov           rax, [r11]
    vmovupd       zmm12, [rax+rsi*8+0C0h]
    kortestb      k1, k1
    je            L2
L1:
    cmp           rdx, [r10+8]
    jae           L4
    mov           rcx, [r10]
    vbroadcastsd  zmm13, [rcx+rdx*8]
    vsubpd        zmm14, zmm13, zmm9
    vsubpd        zmm15, zmm13, zmm10
    vsubpd        zmm16, zmm13, zmm11
    vsubpd        zmm17, zmm13, zmm12
    cmp           rdx, [r10+28h]
    jae           L4
    mov           rcx, [r10+20h]
    vbroadcastsd  zmm13, [rcx+rdx*8]
    vsubpd        zmm13, zmm13, zmm18
    vmulpd        zmm14, zmm14, zmm14
    vmulpd        zmm15, zmm15, zmm15
    vmulpd        zmm16, zmm16, zmm16
    vmulpd        zmm17, zmm17, zmm17
    vmulpd        zmm13, zmm13, zmm13
    vaddpd        zmm14, zmm14, zmm13
    vaddpd        zmm15, zmm15, zmm13
    vaddpd        zmm16, zmm16, zmm13
    vaddpd        zmm17, zmm17, zmm13
    vcmplt_oqpd   k2, zmm14, zmm0
    vcmplt_oqpd   k3, zmm15, zmm1
    vcmplt_oqpd   k4, zmm16, zmm2
    vcmplt_oqpd   k5, zmm17, zmm3
    vblendmpd     zmm0{k2}, zmm0, zmm14
    vblendmpd     zmm1{k3}, zmm1, zmm15
    vblendmpd     zmm2{k4}, zmm2, zmm16
    vblendmpd     zmm3{k5}, zmm3, zmm17
    vblendmpd     zmm4{k2}, zmm4, zmm8
    vblendmpd     zmm5{k3}, zmm5, zmm8
    vblendmpd     zmm6{k4}, zmm6, zmm8
    vblendmpd     zmm7{k5}, zmm7, zmm8
    vaddpd        zmm8, zmm8, zmm19
    vcmplt_oqpd   k1, zmm8, zmm20
    add           rdx, 1
    kortestb      k1, k1
    je            L2
    cmp           byte ptr [r8], 0
    jne           L5
    jmp           L1
L2:
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8], zmm4
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+40h], zmm5
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+80h], zmm6
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vmovupd       [rax+rsi*8+0C0h], zmm7
    add           rsi, 20h
    cmp           rsi, [rdi+end]
    jae           L3
    cmp           byte ptr [r8], 0
    jne           L5
    jmp           L0
L3:
    mov           [rdi+item], rsi
    mov           eax, 0
    vzeroupper
    ret
L4:
    mov           [rdi+item], rsi
    mov           eax, 2
    vzeroupper
    ret
L5:
    mov           [rdi+item], rsi
    mov           eax, 1
    vzeroupper
    ret

c0:  1 × 0000000000000000 (0.0)
c1:  1 × 4049000000000000 (50.0)
c2:  1 × 3ff0000000000000 (1.0)
c3:  1 × 7ff0000000000000 (inf)
c4:  1 × bff0000000000000 (-1.0)
