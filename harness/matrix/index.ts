export { type AxisValue, readAxis } from './axes.ts'
export { askedOf, type Cell, rawAxes, readAxes, recorded, stackRequest, readCell } from './cell.ts'
export { mirrorComplaint, resolveMirrors } from './file/mirror.ts'
export { schemaFile as matrixSchemaFile, matrixSchemaText } from './file/json-schema.ts'
export { MatrixFileError } from './file/problem.ts'
export { readMatrix as readMatrixText } from './file/read-matrix.ts'
export { readDaemonSettings } from './file/settings-words.ts'
export { fullValue } from './full-value.ts'
export { listPresets, loadMatrix, type MatrixSource, readMatrixFile } from './load-matrix.ts'
export { modulesThatAre } from './modules.ts'
export { violations } from './plan/constraints.ts'
export { driverChoices, type Matrix } from './plan/matrix.ts'
export { closestCell, matchesAny, planMatching } from './plan/matching.ts'
export { planMatrix, planOnly, type Plan } from './plan/plan-matrix.ts'
export {
	isWholePlan,
	plannedCells,
	planOfCells,
	type PlanRecord,
	readPlanRecord,
} from './plan/plan-record.ts'
export { planShard, readShard } from './plan/shard.ts'
export { renderPlan } from './show/render.ts'
export { selectChecks } from './select-checks.ts'
