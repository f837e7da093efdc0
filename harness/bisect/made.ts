import { originDifferences, toolDifferences } from '#harness/run'
import { ConfigurationError, type PartOrigin } from '#results'
import type { AskedVersion, BisectRecord, Made } from './record.ts'

/** Which parts of a stack are another one with each version: those of no other axis count as what stayed the same. */
const varies: Readonly<Record<string, (part: string) => boolean>> = {
	passt: (part) => part === 'passt',
	kernel: (part) => part === 'kernel',
	rootlesskit: (part) => part === 'rootlesskit',
	// It brings its containerd, its runc, and where nothing else is said its RootlessKit.
	docker: (part) => !['kernel', 'passt', 'slirp4netns'].includes(part),
}

const hint =
	'Go on with what it was begun with, ask everything anew with --restart, or name another directory with --out.'

function refuse(differences: Iterable<string>): void {
	const told = [...new Set(differences)]
	if (told.length === 0) return
	throw new ConfigurationError(
		[
			'This bisection cannot go on: its other answers would be of something else.',
			...told.map((difference) => `  ${difference}`),
		].join('\n'),
		{ hint },
	)
}

/** Answers of before it was recorded what they were found with have a harness that nobody knows. */
const unknown: Pick<Made, 'tool'> = { tool: { version: 'not recorded' } }

/**
 * Before anything is asked: whether another harness gave the answers that are there.
 * @throws ConfigurationError naming every difference, as a run that is resumed does.
 */
export function assertSameTool({ asked }: Pick<BisectRecord, 'asked'>, tool: Made['tool']): void {
	refuse(
		asked.flatMap(({ run, made }) => {
			if (made === undefined && run === '') return []
			const host = { driver: '', driverVersion: '', accelerator: '', cpus: 1 }
			return toolDifferences({ ...(made ?? unknown), host }, { tool, host })
		}),
	)
}

/**
 * Whether an answer was found with what those before it were: harness, VM driver, accelerator, images, and the bytes of all that
 * does not vary; of one value, the bytes of everything.
 * @throws ConfigurationError naming every difference.
 */
export function assertSameMade(
	{ axis, asked }: Pick<BisectRecord, 'axis' | 'asked'>,
	{ value, made: now }: Pick<AskedVersion, 'value' | 'made'>,
): void {
	if (now === undefined) return
	const varied = varies[axis] ?? (() => false)
	const fixed = (origins: readonly PartOrigin[]) => origins.filter(({ part }) => !varied(part))
	refuse(
		asked.flatMap(({ value: other, made: before }) => {
			if (before === undefined) return []
			// A cell that was not available has no stack.
			const told = before.origins.length === 0 ? [] : other === value ? now.origins : fixed(now.origins)
			return [
				...toolDifferences(before, now),
				...originDifferences(before.origins, told),
				...imageDifferences(before, now),
			]
		}),
	)
}

const imageDifferences = (before: Made, now: Made): string[] =>
	now.images.flatMap(({ image, key }) =>
		before.images
			.filter((one) => one.image === image && one.key !== key)
			.map((was) => `the image ${image}: was ${was.key.slice(0, 12)}, is ${key.slice(0, 12)}`),
	)
