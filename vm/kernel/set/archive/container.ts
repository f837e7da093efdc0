import { type Compression, compressionOf } from '../../formats/index.ts'
import { type DiskFormat, diskFormatOf } from '../disk/format.ts'

/** What kind of file was given, by its first bytes. */
export type Container =
	| { readonly kind: 'deb' | 'rpm' | 'tar' | 'cpio' }
	| { readonly kind: 'compressed'; readonly compression: Compression }
	| { readonly kind: 'disk'; readonly format: DiskFormat }
	/** A virtual machine's appliance: a tar with a description and disks. */
	| { readonly kind: 'ova' }
	/** Neither of them: perhaps a kernel image or a configuration. */
	| { readonly kind: 'plain' }
	/** Known, and not read here. */
	| { readonly kind: 'unread'; readonly is: string; readonly hint: string }

const at = (bytes: Buffer, offset: number, text: string) =>
	bytes.toString('latin1', offset, offset + text.length) === text

/** Tells a file by its first `diskHeadBytes`; its name does not matter. */
export function containerOf(head: Buffer): Container {
	if (at(head, 0, '!<arch>\n')) return { kind: 'deb' }
	if (at(head, 0, '\xed\xab\xee\xdb')) return { kind: 'rpm' }
	if (at(head, 257, 'ustar')) return { kind: isOvf(head) ? 'ova' : 'tar' }
	if (at(head, 0, '070701') || at(head, 0, '070702')) return { kind: 'cpio' }
	const compression = compressionOf(head)
	if (compression !== undefined) return { kind: 'compressed', compression }
	const format = diskFormatOf(head)
	if (format !== undefined) return { kind: 'disk', format }
	return unread(head) ?? { kind: 'plain' }
}

/** DSP0243 wants the description to be the first entry. */
const isOvf = (head: Buffer): boolean =>
	/^\s*<[^]*<?(\w+:)?Envelope[\s>]/.test(head.toString('latin1', 512, 8192))

function unread(head: Buffer): Container | undefined {
	if (head.length === 0)
		return { kind: 'unread', is: 'is empty', hint: 'The download or the copy failed: get it anew.' }
	if (at(head, 0, 'ADB'))
		return {
			kind: 'unread',
			is: 'is a package of apk-tools 3, which is not an archive of a common kind',
			hint: 'Unpack it with `apk extract --destination DIR FILE`, and give DIR.',
		}
	if (at(head, 0, 'PK\x03\x04') || at(head, 0, '7z\xbc\xaf\x27\x1c'))
		return { kind: 'unread', is: 'is a zip or 7z archive', hint: 'Unpack it and give what is in it.' }
	if (/^\s*(<!doctype html|<html)/i.test(head.toString('latin1', 0, 200)))
		return {
			kind: 'unread',
			is: 'is a web page, not a kernel',
			hint: 'The address of the download leads to a page: find the one of the file itself.',
		}
	return undefined
}
