import type * as BullMq from 'bullmq'
import { createRequire } from 'node:module'
import { ConfigurationError } from '#results'
import type { QueueKind } from './queue-url.ts'

const require = createRequire(import.meta.url)

/** What is loaded by a farm alone; tests give another way to look. */
const resolvers = {
	bullmq: () => require.resolve('bullmq'),
	ioredis: () => require.resolve('ioredis'),
	pg: () => require.resolve('pg'),
}

/**
 * BullMQ, where it and the driver of this kind of queue are installed.
 * @throws ConfigurationError that says what to install.
 */
export async function loadBullMq(
	kind: QueueKind,
	found: Readonly<Record<keyof typeof resolvers, () => unknown>> = resolvers,
): Promise<typeof BullMq> {
	const needed = ['bullmq', kind === 'redis' ? 'ioredis' : 'pg'] as const
	const missing = needed.filter((name) => {
		try {
			found[name]()
			return false
		} catch {
			return true
		}
	})
	if (missing.length > 0)
		throw new ConfigurationError(
			`a farm with this queue needs ${missing.join(' and ')}, which ${missing.length === 1 ? 'is' : 'are'} not installed`,
			{
				hint: `They are optional: run \`npm install ${missing.join(' ')}\`, or \`npm ci\` without --omit=optional.`,
			},
		)
	return import('bullmq')
}
