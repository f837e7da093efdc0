import { z } from 'zod'
import { ConfigurationError } from '#results'
import { readPlain } from '#results/files'
import { writeAtomic } from '#vm/host'
import type { ValuesByAxis } from './new-values.ts'

const values = z.array(z.string().max(200)).max(100_000)
const form = z.strictObject({
	schemaVersion: z.literal(1),
	/** When the mirrors were last looked at. */
	at: z.iso.datetime(),
	values: z.strictObject({ kernel: values, passt: values, docker: values, rootlesskit: values }),
})

/** A hundred times what it has of the mirrors of today. */
const MAX_BYTES = 32 * 2 ** 20

/** `nightly.yaml` has `nightly.upstream.json` beside it. */
export const knownPathFor = (matrix: string): string => `${matrix.replace(/\.ya?ml$/, '')}.upstream.json`

/** What the mirrors had the last time; undefined where nobody looked. @throws ConfigurationError for another file. */
export async function readKnown(
	path: string,
): Promise<{ readonly at: string; readonly values: ValuesByAxis } | undefined> {
	let text: string
	try {
		text = await readPlain(path, { maxBytes: MAX_BYTES })
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
		throw error
	}
	try {
		return form.parse(JSON.parse(text))
	} catch (cause) {
		throw new ConfigurationError(`${path} is not what watch-upstream wrote`, {
			cause,
			hint: 'Take it from version control again. Without the file, all that the mirrors have now counts as known.',
		})
	}
}

/** What once was there stays known: a version that a mirror lost for a day is no news when it is back. */
export async function writeKnown(
	path: string,
	known: ValuesByAxis | undefined,
	offered: ValuesByAxis,
	now: Date,
): Promise<void> {
	const both = (axis: keyof ValuesByAxis) => [...new Set([...(known?.[axis] ?? []), ...offered[axis]])].sort()
	const record: z.infer<typeof form> = {
		schemaVersion: 1,
		at: now.toISOString(),
		values: {
			kernel: both('kernel'),
			passt: both('passt'),
			docker: both('docker'),
			rootlesskit: both('rootlesskit'),
		},
	}
	await writeAtomic(path, `${JSON.stringify(record, null, '\t')}\n`)
}
