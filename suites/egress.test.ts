import { check } from './support/check.ts'
import { mustAnswer } from './support/expect-answer.ts'
import { both } from './support/fixtures.ts'
import { lab } from './support/lab.ts'

check('egress.tcp', async ({ fixtures }, record) => {
	const [bridged, networked] = await both(fixtures.first, fixtures.neighbour)
	record.observe('source.bridge', (await mustAnswer(bridged, lab.service, 'peer')).peer)
	record.observe('source.network', (await mustAnswer(networked, lab.service, 'peer')).peer)
})
