global using MlDash.Tests;
global using Xunit;
