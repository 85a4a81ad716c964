//! The opcodes that generated code uses. VEX and EVEX share them, but for those marked; where VEX ignores W, it has EVEX's.

use super::encode::Op;

macro_rules! opcodes {
    ($($name:ident = $map:literal $prefix:literal $wide:literal $code:literal;)+) => {
        $(pub(super) const $name: Op = Op { map: $map, prefix: $prefix, wide: $wide == 1, code: $code };)+
    };
}

opcodes! {
    // f64, and bits of whole lanes.
    LOAD_PD = 1 1 1 0x10;
    STORE_PD = 1 1 1 0x11;
    MOVE_PD = 1 1 1 0x28;
    ADD_PD = 1 1 1 0x58;
    MUL_PD = 1 1 1 0x59;
    SUB_PD = 1 1 1 0x5c;
    MIN_PD = 1 1 1 0x5d;
    DIV_PD = 1 1 1 0x5e;
    MAX_PD = 1 1 1 0x5f;
    SQRT_PD = 1 1 1 0x51;
    AND_PD = 1 1 1 0x54;
    AND_NOT_PD = 1 1 1 0x55;
    OR_PD = 1 1 1 0x56;
    XOR_PD = 1 1 1 0x57;
    // Into a mask register (EVEX) or a vector (VEX).
    COMPARE_PD = 1 1 1 0xc2;
    ROUND_PD = 3 1 1 0x09;
    SPREAD_SD_EVEX = 2 1 1 0x19;
    SPREAD_SD_VEX = 2 1 0 0x19;
    SHIFT_Q = 1 1 1 0x73;
    ADD_Q = 1 1 1 0xd4;
    SUB_Q = 1 1 1 0xfb;
    MAX_Q_EVEX = 2 1 1 0x3d;
    GREATER_Q_VEX = 2 1 1 0x37;
    // Conversions.
    PD_TO_PS = 1 1 1 0x5a;
    PS_TO_PD = 1 0 0 0x5a;
    DQ_TO_PD = 1 2 0 0xe6;
    UDQ_TO_PD = 1 2 0 0x7a;
    PD_TO_DQ = 1 1 1 0xe6;
    PD_TO_QQ = 1 1 1 0x7a;
    QQ_TO_PD = 1 2 1 0xe6;
    PH_TO_PS = 2 1 0 0x13;
    PS_TO_PH = 3 1 0 0x1d;
    SD_TO_SI = 1 3 1 0x2c;
    SI_TO_SD = 1 3 1 0x2a;
    SS_TO_SD = 1 2 0 0x5a;
    COMPARE_SD = 1 1 1 0x2e;
    // Integers of 4 bytes.
    LOAD_D = 1 2 0 0x6f;
    STORE_D = 1 2 0 0x7f;
    AND_D = 1 1 0 0xdb;
    AND_NOT_D = 1 1 0 0xdf;
    OR_D = 1 1 0 0xeb;
    XOR_D = 1 1 0 0xef;
    SHL_D = 2 1 0 0x47;
    SHR_D = 2 1 0 0x46;
    USHR_D = 2 1 0 0x45;
    SHIFT_D = 1 1 0 0x72;
    MUL_D = 2 1 0 0x40;
    SPREAD_D = 2 1 0 0x58;
    SHUFFLE_D = 1 1 0 0x70;
    EQUAL_D = 1 1 0 0x76;
    GREATER_D = 1 1 0 0x66;
    COMPARE_D = 3 1 0 0x1f;
    COMPARE_UD = 3 1 0 0x1e;
    COMPARE_UQ = 3 1 1 0x1e;
    EQUAL_Q = 2 1 1 0x29;
    MUL_UDQ = 1 1 1 0xf4;
    // To the low halves of lanes.
    QQ_TO_D = 2 2 0 0x35;
    D_TO_B = 2 2 0 0x31;
    D_TO_W = 2 2 0 0x33;
    PACK_D_TO_W_VEX = 2 1 0 0x2b;
    WIDEN_SB_D = 2 1 0 0x21;
    WIDEN_SW_D = 2 1 0 0x23;
    WIDEN_UB_D = 2 1 0 0x31;
    WIDEN_UW_D = 2 1 0 0x33;
    WIDEN_UD_Q = 2 1 0 0x35;
    SHUFFLE_B = 2 1 0 0x00;
    SHUFFLE_PS = 1 0 0 0xc6;
    HIGH_HALF_VEX = 3 1 0 0x19;
    MOVE_LOW_D = 1 1 0 0x7e;
    MOVE_FROM_D = 1 1 0 0x6e;
    MOVE_LOW_Q = 1 1 0 0xd6;
    // Choosing lanes.
    BLEND_PD_EVEX = 2 1 1 0x65;
    BLEND_D_EVEX = 2 1 0 0x64;
    BLEND_PD_VEX = 3 1 0 0x4b;
    SIGNS_PD_VEX = 1 1 0 0x50;
    // Items of tables.
    GATHER_PD = 2 1 1 0x93;
    GATHER_PS = 2 1 0 0x93;
    GATHER_D = 2 1 0 0x91;
    // Mask registers (VEX).
    K_AND = 1 1 0 0x41;
    K_AND_NOT = 1 1 0 0x42;
    K_NOT = 1 1 0 0x44;
    K_OR = 1 1 0 0x45;
    K_XNOR = 1 1 0 0x46;
    K_XOR = 1 1 0 0x47;
    K_LOAD = 1 1 0 0x90;
    K_STORE = 1 1 0 0x91;
    K_TO_GENERAL = 1 1 0 0x93;
    K_ANY = 1 1 0 0x98;
}
