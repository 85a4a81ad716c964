; (x, y) => x > 0 && Math.min(x, y) < k || Number.isNaN(x)
; [Memory(F32), Range] -> Bool, strips of 16 items, 1 slots

    endbr64
    mov           r8, [rdi+stop]
    mov           r9, [rdi+slots]
    mov           r10, [rdi+tables]
    mov           r11, [rdi+columns]
    mov           rsi, [rdi+item]
    vbroadcastsd  zmm4, [c2]
    vmovupd       zmm5, [r9]
L0:
    mov           rax, [r11]
    vcvtps2pd     zmm0, [rax+rsi*4]
    mov           rax, [r11]
    vcvtps2pd     zmm1, [rax+rsi*4+20h]
    vcmplt_oqpd   k1, zmm4, zmm0
    vcmplt_oqpd   k2, zmm4, zmm1
    vxorpd        xmm29, xmm29, xmm29
    vcvtsi2sd     xmm29, xmm29, rsi
    vbroadcastsd  zmm29, xmm29
    vaddpd        zmm29, zmm29, [c0]
    vbroadcastsd  zmm28, [rdi+last]
    vminpd        zmm29, zmm29, zmm28
    vbroadcastsd  zmm28, [r11+18h]
    vmulpd        zmm29, zmm29, zmm28
    vbroadcastsd  zmm28, [r11+10h]
    vaddpd        zmm2, zmm29, zmm28
    vxorpd        xmm29, xmm29, xmm29
    vcvtsi2sd     xmm29, xmm29, rsi
    vbroadcastsd  zmm29, xmm29
    vaddpd        zmm29, zmm29, [c1]
    vbroadcastsd  zmm28, [rdi+last]
    vminpd        zmm29, zmm29, zmm28
    vbroadcastsd  zmm28, [r11+18h]
    vmulpd        zmm29, zmm29, zmm28
    vbroadcastsd  zmm28, [r11+10h]
    vaddpd        zmm3, zmm29, zmm28
    vminpd        zmm29, zmm0, zmm2
    vminpd        zmm28, zmm2, zmm0
    vorpd         zmm2, zmm29, zmm28
    vminpd        zmm29, zmm1, zmm3
    vminpd        zmm28, zmm3, zmm1
    vorpd         zmm3, zmm29, zmm28
    vcmplt_oqpd   k3, zmm2, zmm5
    vcmplt_oqpd   k4, zmm3, zmm5
    kxorb         k6, k3, k1
    kandb         k6, k6, k1
    kxorb         k1, k6, k1
    kxorb         k6, k4, k2
    kandb         k6, k6, k2
    kxorb         k2, k6, k2
    vcmpneqpd     k3, zmm0, zmm0
    vcmpneqpd     k4, zmm1, zmm1
    kxorb         k6, k1, k3
    kandb         k6, k6, k1
    kxorb         k3, k6, k3
    kxorb         k6, k2, k4
    kandb         k6, k6, k2
    kxorb         k4, k6, k4
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vpbroadcastd  ymm29{k3}{z}, [c3]
    vpmovdb       [rax+rsi], ymm29
    mov           rax, [rdi+outputs]
    mov           rax, [rax]
    vpbroadcastd  ymm29{k4}{z}, [c3]
    vpmovdb       [rax+rsi+8], ymm29
    add           rsi, 10h
    cmp           rsi, [rdi+end]
    jae           L1
    cmp           byte ptr [r8], 0
    jne           L2
    jmp           L0
L1:
    mov           [rdi+item], rsi
    mov           eax, 0
    vzeroupper
    ret
    mov           [rdi+item], rsi
    mov           eax, 2
    vzeroupper
    ret
L2:
    mov           [rdi+item], rsi
    mov           eax, 1
    vzeroupper
    ret

c0:  0000000000000000 (0.0), 3ff0000000000000 (1.0), 4000000000000000 (2.0), 4008000000000000 (3.0), 4010000000000000 (4.0), 4014000000000000 (5.0), 4018000000000000 (6.0), 401c000000000000 (7.0)
c1:  4020000000000000 (8.0), 4022000000000000 (9.0), 4024000000000000 (10.0), 4026000000000000 (11.0), 4028000000000000 (12.0), 402a000000000000 (13.0), 402c000000000000 (14.0), 402e000000000000 (15.0)
c2:  1 × 0000000000000000 (0.0)
c3:  1 × 0000000000000001 (5e-324)
