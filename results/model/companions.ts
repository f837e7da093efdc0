import { z } from 'zod'
import { dockerRelease } from '../releases/index.ts'
import type { CellRecord } from '../schema/index.ts'
import { askedVersion } from './recorded-axes.ts'

/** A version, and whether the running binary says it or upstream's own files do. */
export interface Companion {
	readonly version: string
	readonly from: 'reported' | 'released'
}

/** What `daemon.starts` records of the daemon; read leniently: an older harness recorded less, and a guest may lie. */
const recorded = z.object({ info: z.object({ goVersion: z.string().regex(/^go\d[\w.+-]{0,40}/) }) })

/** The Go that a cell's daemon was built with, and its buildx; missing where nobody says. */
export function companionsOf({
	axes,
	stack,
	checks,
}: Pick<CellRecord, 'axes' | 'stack' | 'checks'>): Partial<Record<'go' | 'buildx', Companion>> {
	// A distribution builds with a Go of its own.
	const isUpstreams = axes.docker.startsWith('upstream:')
	const release = isUpstreams ? dockerRelease(askedVersion('docker', axes.docker) ?? '') : {}
	const read = recorded.safeParse(checks.find(({ id }) => id === 'daemon.starts')?.observations)
	const go = companion(read.success ? read.data.info.goVersion.slice('go'.length) : undefined, release.go)
	const buildx = companion(stack.buildx, release.buildx)
	return { ...(go && { go }), ...(buildx && { buildx }) }
}

function companion(reported: string | undefined, released: string | undefined): Companion | undefined {
	if (reported !== undefined) return { version: reported, from: 'reported' }
	return released === undefined ? undefined : { version: released, from: 'released' }
}
