//! Functions of the executable that it does not export, by name: from the symbol table of its file.
//!
//! Node 24 and 26 hide what their headers do not declare, but leave it in the table that debuggers and profilers read.
//! Hidden is not changed: those builds link without link-time optimisation, so every function that was compiled apart
//! from its callers keeps the platform's calling convention. The table is read once, at the first question.
//!
//! Format: System V ABI, "Symbol Table", <https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.symtab.html>

use std::ffi::{CStr, c_void};
use std::fs::File;
use std::os::fd::AsRawFd;
use std::ptr::{self, NonNull};

use object::NativeEndian;
use object::elf::{FileHeader64, SHT_SYMTAB, STT_FUNC, Sym64};
use object::read::elf::{FileHeader, SectionHeader, Sym};

/// A symbol that executables of Node export: what it is loaded at, less what the table says, is the base of all others.
const KNOWN: &CStr = c"_ZN2v87Isolate10GetCurrentEv";

/// A second one, which must agree.
const WITNESS: &CStr = c"_ZN2v87Isolate17GetCurrentContextEv";

/// The functions with these (mangled) names, all or none: `None` where one is missing, the file has no table, or what
/// the table says is not what was loaded.
pub(crate) fn functions<const N: usize>(names: [&CStr; N]) -> Option<[NonNull<c_void>; N]> {
    let file = Mapped::open()?;
    let table = Table::of(&file)?;
    let mut wanted = names.to_vec();
    wanted.extend([KNOWN, WITNESS]);
    let values = table.find(&wanted)?;
    let [known, witness] = [values[N], values[N + 1]];
    let base = exported(KNOWN)?.checked_sub(known)?;
    if exported(WITNESS)? != base.checked_add(witness)? {
        return None;
    }
    let mut found = [NonNull::dangling(); N];
    for (slot, value) in found.iter_mut().zip(values) {
        let address = base.checked_add(value)?;
        *slot = NonNull::new(ptr::with_exposed_provenance_mut(address))?;
    }
    Some(found)
}

/// The address of a symbol that the process exports.
fn exported(name: &CStr) -> Option<usize> {
    // SAFETY: a NUL-terminated name; a lookup in what is loaded changes nothing.
    let address = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
    NonNull::new(address).map(|address| address.as_ptr().expose_provenance())
}

/// The symbols of a file, and their names, each ended by a NUL.
struct Table<'data> {
    symbols: &'data [Sym64<NativeEndian>],
    names: &'data [u8],
}

impl<'data> Table<'data> {
    /// The full symbol table; `None` for a file without (stripped), or that is no executable of this machine.
    fn of(file: &'data Mapped) -> Option<Self> {
        let data = file.bytes();
        let header = FileHeader64::<NativeEndian>::parse(data).ok()?;
        let endian = header.endian().ok()?;
        let sections = header.sections(endian, data).ok()?;
        let table = sections.symbols(endian, data, SHT_SYMTAB).ok()?;
        let names = sections.section(table.string_section()).ok()?;
        Some(Self {
            symbols: table.symbols(),
            names: names.data(endian, data).ok()?,
        })
    }

    /// The values of the functions with these names; `None` unless each is there, and once.
    fn find(&self, names: &[&CStr]) -> Option<Vec<usize>> {
        let wanted: Vec<_> = names.iter().map(|name| name.to_bytes_with_nul()).collect();
        let mut found = vec![None; wanted.len()];
        // A table of Node's has 150,000 symbols: most are told apart by where V8's own begin.
        let v8 = b"_ZN2v8";
        for symbol in self.symbols {
            let at = symbol.st_name(NativeEndian) as usize;
            let Some(name) = self.names.get(at..).filter(|name| name.starts_with(v8)) else {
                continue;
            };
            let Some(which) = wanted.iter().position(|wanted| name.starts_with(wanted)) else {
                continue;
            };
            let is_function = symbol.st_type() == STT_FUNC && symbol.st_size(NativeEndian) > 0;
            if !is_function || found[which].is_some() {
                return None;
            }
            found[which] = Some(usize::try_from(symbol.st_value(NativeEndian)).ok()?);
        }
        found.into_iter().collect()
    }
}

/// The file of the running program, mapped for reading. It cannot change meanwhile: the kernel refuses to write to a file
/// that is being executed.
struct Mapped {
    start: NonNull<c_void>,
    length: usize,
}

impl Mapped {
    fn open() -> Option<Self> {
        let file = File::open("/proc/self/exe").ok()?;
        let length = usize::try_from(file.metadata().ok()?.len()).ok()?;
        // SAFETY: a new private mapping of an open file; the kernel checks length and descriptor.
        let start = unsafe {
            libc::mmap(
                ptr::null_mut(),
                length,
                libc::PROT_READ,
                libc::MAP_PRIVATE,
                file.as_raw_fd(),
                0,
            )
        };
        if start == libc::MAP_FAILED {
            return None;
        }
        NonNull::new(start).map(|start| Self { start, length })
    }

    fn bytes(&self) -> &[u8] {
        // SAFETY: mapped for reading for as long as `self` lives; nobody can write to the file.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr().cast(), self.length) }
    }
}

impl Drop for Mapped {
    fn drop(&mut self) {
        // SAFETY: the mapping made in `open`, to which nothing refers any more.
        unsafe { libc::munmap(self.start.as_ptr(), self.length) };
    }
}
