import { ArtifactError } from '#results/errors'
import type { ImageFormat } from '../formats/index.ts'
import type { FoundImage } from './collect.ts'
import type { GivenFile } from './read-file.ts'

/** Which kernel is meant, where a disk has several. */
export interface Wanted {
	/** A release that was asked for. */
	readonly asked?: string | undefined
	/** The disk of the set. */
	readonly disk?: Pick<GivenFile, 'path' | 'boots'> | undefined
}

/** The best to boot from of the forms that one kernel has in a tree where it was built. */
const preference: readonly ImageFormat[] = [
	'bzImage',
	'arm64-image',
	'gzip-image',
	'efi-zboot',
	'uki',
	'elf',
	'uml',
	'other',
]

/**
 * Of several kernels on a disk, the one that is asked for, or else that its boot loader boots.
 * @throws ArtifactError when there are images of several releases, or none of the one that is asked for.
 */
export function chooseImage(images: readonly FoundImage[], wanted: Wanted): FoundImage | undefined {
	const { asked, disk } = wanted
	const of = (release: string) => images.filter(({ image }) => image.release === release)
	const named = images.map(({ from, image }) => [image.release ?? 'no release', from] as const)
	if (asked !== undefined && images.length > 0 && of(asked).length === 0) throw notThere(asked, named)
	const release = asked ?? (disk?.boots !== undefined && of(disk.boots).length > 0 ? disk.boots : undefined)
	const left = release === undefined ? images : of(release)
	if (new Set(left.map(({ image }) => image.release ?? '?')).size > 1) throw several(wanted, named)
	const rank = ({ image }: FoundImage) => preference.indexOf(image.format)
	// The image for rescue is a copy under another name.
	const isUnnamed = ({ from, image }: FoundImage) => Number(!from.includes(image.release ?? ''))
	return [...left].sort((a, b) => rank(a) - rank(b) || isUnnamed(a) - isUnnamed(b))[0]
}

type Named = readonly (readonly [release: string, from: string])[]

/** @returns why a set of several kernels is none, and what to do. */
export function several({ disk }: Wanted, found: Named): ArtifactError {
	if (disk !== undefined) return severalOnDisk(disk.path, found)
	const lines = found.map(([release, from]) => `${release} (${from})`)
	return new ArtifactError(`Expected the files of one kernel; found ${found.length}: ${lines.join('; ')}.`, {
		hint: 'Give the image, the modules and the configuration of one release only, and run it once for each kernel.',
	})
}

const releasesOf = (found: Named) => [...new Set(found.map(([release]) => release))].sort()

function severalOnDisk(path: string, found: Named): ArtifactError {
	const releases = releasesOf(found)
	return new ArtifactError(
		`${path}: has ${releases.length} kernels: ${releases.join(', ')}; and its boot loader does not say which of them boots. Expected one.`,
		{
			hint: `Say which: ${path}#release=${releases.at(-1)}; in a matrix file { path: …, release: ${releases.at(-1)} }.`,
		},
	)
}

const notThere = (asked: string, found: Named) =>
	new ArtifactError(
		`There is no kernel image of the release ${asked}; found: ${releasesOf(found).join(', ')}.`,
		{ hint: 'Ask for one that is there, as `uname -r` prints it, or leave the release out.' },
	)
