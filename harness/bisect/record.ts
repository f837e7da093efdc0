import { z } from 'zod'
import { ConfigurationError, hostInfo, imageOrigin, partOrigin, toolInfo } from '#results'
import { readPlain } from '#results/files'
import { writeAtomic } from '#vm'

/** What one answer was found with. */
const made = z.strictObject({
	tool: toolInfo,
	host: hostInfo,
	/** Of the whole stack, the kernel included. Empty where the cell did not come to one. */
	origins: z.array(partOrigin),
	images: z.array(imageOrigin),
})
export type Made = z.infer<typeof made>

/** One run for one version. */
const askedVersion = z.strictObject({
	value: z.string(),
	/** `none`: the check could not be judged there, for the reason. */
	outcome: z.enum(['pass', 'fail', 'flaky', 'none']),
	reason: z.string().optional(),
	/** The run's directory. */
	run: z.string(),
	/** Missing where nothing was run, and in records of before it was kept. */
	made: made.optional(),
})
export type AskedVersion = z.infer<typeof askedVersion>

const record = z.strictObject({
	schemaVersion: z.literal(1),
	axis: z.string(),
	good: z.string(),
	bad: z.string(),
	check: z.string(),
	/** What does not vary, in words. */
	fixed: z.string(),
	/** In order, from good to bad. */
	values: z.array(z.string()),
	asked: z.array(askedVersion),
	/** How it ended, in a sentence; missing until it has. */
	sentence: z.string().optional(),
})
/** A bisection as it is written after each question, to go on from. */
export type BisectRecord = z.infer<typeof record>

/** A version has some kilobytes, and there are no thousands of them. */
const MAX_BYTES = 32 * 2 ** 20

/** The record of an earlier one; undefined where there is none. @throws ConfigurationError when it is of another. */
export async function readRecord(
	path: string,
	wanted: Pick<BisectRecord, 'axis' | 'good' | 'bad' | 'check' | 'fixed'>,
): Promise<BisectRecord | undefined> {
	const text = await readPlain(path, { maxBytes: MAX_BYTES }).catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') return undefined
		throw error
	})
	if (text === undefined) return undefined
	const hint = 'Name another directory with --out, or begin anew with --restart.'
	let found
	try {
		found = record.parse(JSON.parse(text))
	} catch (cause) {
		throw new ConfigurationError(`${path} is no record of a bisection`, { cause, hint })
	}
	for (const key of ['axis', 'good', 'bad', 'check', 'fixed'] as const)
		if (found[key] !== wanted[key])
			throw new ConfigurationError(`${path} is of another bisection: its ${key} is ${found[key]}`, { hint })
	return found
}

export const writeRecord = (path: string, written: BisectRecord): Promise<void> =>
	writeAtomic(path, `${JSON.stringify(written, null, '\t')}\n`)
