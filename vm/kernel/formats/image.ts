import type { Compression } from './compression.ts'

/** `uml` is User Mode Linux: a program that is a kernel. */
export type ImageFormat =
	| 'bzImage'
	| 'elf'
	| 'arm64-image'
	| 'gzip-image'
	| 'efi-zboot'
	| 'uki'
	| 'uml'
	| 'other'

/** As `uname -m` names it. */
export type Architecture = 'x86_64' | 'i386' | 'aarch64' | 'arm' | 'riscv64' | 'ppc64' | 's390x' | 'unknown'

/** A piece of a file: bytes from its start. */
export interface Slice {
	readonly offset: number
	readonly length: number
}

/** What a kernel image is, read from its first bytes and its headers; nothing of it is run. */
export interface KernelImage {
	readonly format: ImageFormat
	readonly arch: Architecture
	/** What `uname -r` prints, where the headers say. */
	readonly release?: string | undefined
	/** Who built it, when, with what: where the headers say. */
	readonly version?: string | undefined
	/** The compressed kernel, or the kernel in a wrapper (zboot, UKI). */
	readonly payload?: (Slice & { readonly compression?: Compression | undefined }) | undefined
	/** Bytes that its headers announce and the file does not have: it is cut off. */
	readonly missingBytes?: number | undefined
	/** The command line that a UKI brings. */
	readonly cmdline?: string | undefined
	/** ELF only: QEMU starts it by its PVH note, and not without one. */
	readonly pvh?: boolean | undefined
}

/** As much of a file as tells whether it is a kernel image. */
export const headerBytes = 4096

/** No kernel is larger; QEMU's own limit for a decompressed arm64 Image is the same. */
export const maxImageBytes = 256 * 1024 * 1024

/** How many bytes of a slice are behind the end of the file; undefined when all of it is there. */
export function missingOf(bytes: Buffer, { offset, length }: Slice): number | undefined {
	const missing = offset + length - bytes.length
	return missing > 0 ? missing : undefined
}
