import { findBanner } from './banner.ts'
import type { Architecture, KernelImage } from './image.ts'

const machines: Readonly<Record<number, Architecture>> = {
	3: 'i386',
	21: 'ppc64',
	22: 's390x',
	40: 'arm',
	62: 'x86_64',
	183: 'aarch64',
	243: 'riscv64',
}

/** XEN_ELFNOTE_PHYS32_ENTRY: where QEMU enters a vmlinux. */
const pvhNote = 18
const relocatable = 1

export const isElf = (bytes: Buffer): boolean =>
	bytes.length >= 64 && bytes.readUInt32BE(0) === 0x7f454c46 && (bytes[4] === 1 || bytes[4] === 2)

interface Section {
	readonly name: string
	readonly offset: number
	readonly size: number
}

/** Reads a vmlinux, or User Mode Linux. Undefined for other programs, libraries and modules. */
export function readElf(bytes: Buffer): KernelImage | undefined {
	const read = reader(bytes)
	const arch = machines[read.u16(18)] ?? 'unknown'
	if (read.u16(16) === relocatable) return undefined
	const banner = findBanner(bytes)
	if (banner === undefined) return undefined
	const sections = sectionsOf(bytes)
	const uml = sections.some(({ name }) => name.startsWith('.uml.'))
	return {
		format: uml ? 'uml' : 'elf',
		arch,
		release: banner.release,
		version: banner.text,
		pvh: uml ? undefined : sections.some((section) => isNotes(section) && hasPvhNote(bytes, section)),
	}
}

const isNotes = ({ name }: Section) => name === '.notes' || name.startsWith('.note')

/** The sections of a whole ELF file; none where its table is damaged or cut off. */
function sectionsOf(bytes: Buffer): readonly Section[] {
	const read = reader(bytes)
	const [tableAt, size, count, namesIndex] = read.wide
		? [read.word(40), read.u16(58), read.u16(60), read.u16(62)]
		: [read.word(32), read.u16(46), read.u16(48), read.u16(50)]
	const headerSize = read.wide ? 64 : 40
	if (size < headerSize || tableAt + count * size > bytes.length) return []
	const header = (index: number) => {
		const at = tableAt + index * size
		return read.wide
			? { name: read.u32(at), offset: read.word(at + 24), size: read.word(at + 32) }
			: { name: read.u32(at), offset: read.word(at + 16), size: read.word(at + 20) }
	}
	if (namesIndex >= count) return []
	const names = header(namesIndex)
	const table = bytes.subarray(names.offset, names.offset + names.size)
	return Array.from({ length: count }, (_, index) => {
		const { name, offset, size: length } = header(index)
		const end = table.indexOf(0, name)
		return { name: table.toString('latin1', name, end === -1 ? name : end), offset, size: length }
	})
}

function hasPvhNote(bytes: Buffer, { offset, size }: Section): boolean {
	const { u32 } = reader(bytes)
	const end = Math.min(offset + size, bytes.length)
	for (let at = offset; at + 12 <= end;) {
		const [nameSize, descriptionSize, type] = [u32(at), u32(at + 4), u32(at + 8)]
		if (type === pvhNote && bytes.toString('latin1', at + 12, at + 15) === 'Xen') return true
		at += 12 + align(nameSize) + align(descriptionSize)
	}
	return false
}

/** Not by bits: those are signed, and a hostile size would lead backwards. */
const align = (size: number) => Math.ceil(size / 4) * 4

/** Reads numbers in the file's own byte order and width. */
function reader(bytes: Buffer) {
	const little = bytes[5] !== 2
	const wide = bytes[4] === 2
	const u16 = (at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at))
	const u32 = (at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
	const u64 = (at: number) => Number(little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at))
	return { wide, u16, u32, word: wide ? u64 : u32 }
}
