export { adoptingPlan } from './adopting-plan';
export * from './host-plan';
export { type PlanResult, planHosts } from './plan-hosts';
export { stackId, stackIdsOf } from './stack-id';
