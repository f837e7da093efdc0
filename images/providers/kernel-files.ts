import { basename } from 'node:path'
import type { KernelFile } from './values.ts'

/** What separates the files of a set in one text. A path may have it too, so it is written otherwise there. */
const separator = ','
const encoded = (path: string) => path.replace(/%(?=(25)*2C)/g, '%25').replaceAll(separator, '%2C')
const decoded = (text: string) => text.replaceAll('%2C', separator).replace(/%25(?=(25)*2C)/g, '%')

/** The text of the axis for a set of files: `file:A,B#sha256=SUM`. */
export const kernelFilesText = (files: readonly KernelFile[]): string =>
	`file:${files.map(({ path, sha256 }) => encoded(path) + (sha256 === undefined ? '' : `#sha256=${sha256}`)).join(separator)}`

/** Understands what stands behind `file:`; undefined when a path is missing or a sum is none. */
export function parseKernelFiles(rest: string): KernelFile[] | undefined {
	const files: KernelFile[] = []
	for (const text of rest.split(separator)) {
		const [, path = '', sum] = /^(.*?)(?:#sha256=(.*))?$/s.exec(text) ?? []
		if (path === '' || (sum !== undefined && !/^[0-9a-f]{64}$/.test(sum))) return undefined
		files.push({ path: decoded(path), sha256: sum })
	}
	return files
}

const endings = /(\.(deb|rpm|apk|efi|vhdx?|zip|7z|cpio|tgz|txz|(pkg\.)?tar(\.\w+)?|gz|xz|zst))+$/
const maxName = 40

/** A name for a set until its kernel's release is known: the first file's, and how many are beside it. */
export function kernelFilesName(files: readonly KernelFile[]): string {
	const [first] = files
	const name = basename(first?.path ?? '').replace(endings, '')
	const more = files.length > 1 ? `+${files.length - 1}` : ''
	return `${name.slice(0, maxName)}${more}`
}
