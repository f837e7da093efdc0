import { kernelFilesText } from '#images/providers'
import type { Axes } from '#results'
import { z } from 'zod'
import { modulesText } from '../modules.ts'

const kernelFile = z.union([
	z.string().min(1),
	z.strictObject({
		path: z.string().min(1),
		sha256: z.string().optional(),
		release: z.string().optional(),
	}),
])

/** `file: A`, `file: [A, { path: B, sha256: SUM }]`, `file: { path: DISK, release: R }`: a kernel of one's own, which is a set of files. */
const kernelFiles = z.strictObject({ file: z.union([kernelFile, z.array(kernelFile).min(1)]) })

/** A value of an axis as one text, which is what is hashed and recorded; empty for what is none. */
export function axisText(axis: keyof Axes, value: unknown): string {
	if (typeof value === 'string') return value
	if (axis === 'modules') return modulesText(value) ?? ''
	const { data } = kernelFiles.safeParse(axis === 'kernel' ? value : undefined)
	if (data === undefined) return ''
	return kernelFilesText([data.file].flat().map((one) => (typeof one === 'string' ? { path: one } : one)))
}
