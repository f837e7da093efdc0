import { results as schema } from '../../schema/index.ts'
import { defineReport } from './report.ts'

/** `results.json`, as its schema orders it. */
export const report = defineReport({
	needs: ['gaps'],
	render: (results, { gaps }) => {
		const run = gaps.length === 0 ? results.run : { ...results.run, damaged: gaps }
		return `${JSON.stringify(schema.parse({ ...results, run }), undefined, '\t')}\n`
	},
})
