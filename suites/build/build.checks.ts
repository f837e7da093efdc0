import { type Builder, builders, reachPeerInBuild } from './builders.ts'
import { defineChecks } from '../check/definition.ts'
import { always } from '../check/condition.ts'
import { over } from '../check/coverage.ts'
import { eachWay } from '../check/forms.ts'

export default defineChecks({
	order: 100,
	checks: [
		{
			id: 'build.network',
			vantage: ['container'],
			contract:
				'a RUN step reaches the peer by its name and over TCP, with the classic builder and with BuildKit',
			applies: always,
			coverage: over(['container → LAN'], ['tcp']),
			ways: eachWay(['classic', 'buildkit'], ['wrong-answer', 'daemon-refused']),
			run: async ({ facts, signal }, record) => {
				// Both are parts of dockerd: its version is theirs.
				if (facts.stack.dockerd !== undefined) record.observe('dockerd', facts.stack.dockerd)
				for (const builder of Object.keys(builders) as Builder[]) {
					const reached = await reachPeerInBuild(facts.probeImage, builder, signal)
					if ('source' in reached) record.observe(`source.${builder}`, reached.source)
					record.way(builder, 'source' in reached ? undefined : reached)
				}
			},
		},
	],
})
