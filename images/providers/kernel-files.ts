import { basename } from 'node:path'
import type { KernelFile } from './values.ts'

/** What separates the files of a set in one text. A path may have it too, so it is written otherwise there. */
const separator = ','
const encoded = (path: string) => path.replace(/%(?=(25)*2C)/g, '%25').replaceAll(separator, '%2C')
const decoded = (text: string) => text.replaceAll('%2C', separator).replace(/%25(?=(25)*2C)/g, '%')

/** The text of the axis for a set of files: `file:A,B#sha256=SUM`, `file:DISK#release=RELEASE`. */
export const kernelFilesText = (files: readonly KernelFile[]): string =>
	`file:${files.map(({ path, sha256, release }) => encoded(path) + suffix('sha256', sha256) + suffix('release', release)).join(separator)}`

const suffix = (name: string, value: string | undefined) => (value === undefined ? '' : `#${name}=${value}`)

/** As `uname -r` prints it. */
const releaseForm = /^\d[\w.+~-]{0,100}$/

/** Understands what stands behind `file:`; undefined when a path is missing, a sum is none or a release is none. */
export function parseKernelFiles(rest: string): KernelFile[] | undefined {
	const files: KernelFile[] = []
	for (const text of rest.split(separator)) {
		const [, path = '', sum, release] = /^(.*?)(?:#sha256=([^#]*))?(?:#release=(.*))?$/s.exec(text) ?? []
		if (path === '' || (sum !== undefined && !/^[0-9a-f]{64}$/.test(sum))) return undefined
		if (release !== undefined && !releaseForm.test(release)) return undefined
		files.push({ path: decoded(path), sha256: sum, ...(release === undefined ? {} : { release }) })
	}
	return files
}

/** A file of the command line, where a disk with several kernels may be followed by `#release=` and one of them. */
export function kernelFileOf(word: string): KernelFile {
	const [, path, release = ''] = /^(.+)#release=(.*)$/s.exec(word) ?? []
	return path !== undefined && releaseForm.test(release) ? { path, release } : { path: word }
}

const endings =
	/(\.(deb|rpm|apk|efi|vhdx?|qcow2|vmdk|vdi|ova|raw|img|zip|7z|cpio|tgz|txz|(pkg\.)?tar(\.\w+)?|gz|xz|zst))+$/
const maxName = 40

/** A name for a set until its kernel's release is known: the first file's, and how many are beside it. */
export function kernelFilesName(files: readonly KernelFile[]): string {
	const [first] = files
	const name = basename(first?.path ?? '').replace(endings, '')
	const more = files.length > 1 ? `+${files.length - 1}` : ''
	return `${name.slice(0, maxName)}${more}`
}
